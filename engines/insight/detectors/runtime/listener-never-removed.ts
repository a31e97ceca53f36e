import { keyName } from '../../syntax/node.ts';
import type { SyntaxRule } from '../../syntax/syntax-rule.ts';
import { endsByItself } from './listener.ts';

/** Methods that run when a component appears, which it may do again and again. */
const appears: ReadonlySet<string> = new Set([
  ...['componentDidMount', 'connectedCallback', 'ngOnInit', 'ngAfterViewInit', 'firstUpdated', 'mounted'],
]);
const globalTarget = /^(?:document\.(?:body\.|documentElement\.)?)?addEventListener$/;

export const listenerNeverRemoved: SyntaxRule = {
  id: 'listener-never-removed',
  severity: 'medium',
  category: 'reliability',
  confidence: 90,
  suggestion: 'Remove it when the component goes, or give it the signal of an AbortController.',
  check(syntax, found) {
    for (const list of syntax.ofType('ClassBody')) {
      if (/\bremoveEventListener\b|\.abort\(/.test(syntax.textOf(list))) continue;
      for (const member of list.body) {
        if (member.type !== 'MethodDefinition' || !appears.has(keyName(member) ?? '')) continue;
        for (const call of syntax.tree.within(member)) {
          if (call.type !== 'CallExpression' || !globalTarget.test(syntax.nameOf(call.callee) ?? '')) continue;
          if (endsByItself(call)) continue;
          found(call, 'This listener is added each time the component appears, and no method of the class removes it.');
        }
      }
    }
  },
};
