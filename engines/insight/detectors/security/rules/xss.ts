import type { Node } from 'oxc-parser';
import { bare, memberName } from '../../../syntax/node.ts';
import type { SyntaxRule } from '../../../syntax/syntax-rule.ts';
import { argumentOf, callsNamed, methodCalls, propertyOf } from '../taint/calls.ts';
import { flowOf } from '../taint/flow.ts';
import { isSource } from '../taint/origin.ts';
import { tell } from '../taint/tell.ts';

const places = /^(?:innerHTML|outerHTML|srcdoc)$/;
const writers = /^document\.(?:write|writeln)$/;
const jquery = /^(?:html|append|prepend|before|after|replaceWith)$/;
const tag = /<[a-z!/]/i;

export const xss: SyntaxRule = {
  ...{ id: 'xss', severity: 'high', confidence: 90, category: 'Injection (CWE-79)' },
  suggestion:
    'Set text with `textContent` or let the framework render it; clean HTML that must be taken with a sanitizer.',
  check(syntax, found) {
    const flow = flowOf(syntax);
    for (const node of syntax.ofType('AssignmentExpression')) {
      const name = memberName(bare(node.left));
      if (name && places.test(name)) told(node, `\`${name}\` is given HTML that is made of`, node.right);
    }
    for (const { call, name } of callsNamed(syntax, writers))
      told(call, `\`${name}\` writes HTML that is made of`, argumentOf(call, 0));
    for (const { call, name } of methodCalls(syntax, /^(?:insertAdjacentHTML|setHTMLUnsafe|createContextualFragment)$/))
      told(call, `\`${name}\` adds HTML that is made of`, argumentOf(call, name === 'insertAdjacentHTML' ? 1 : 0));
    for (const { call, name, owner } of methodCalls(syntax, jquery)) {
      const [html] = call.arguments;
      if (html && isJquery(syntax.textOf(owner)) && isSource(flow.originOf(html)))
        told(call, `\`${name}\` adds HTML that is made of`, html);
    }
    for (const attribute of syntax.ofType('JSXAttribute')) {
      if (attribute.name.name !== 'dangerouslySetInnerHTML' || attribute.value?.type !== 'JSXExpressionContainer')
        continue;
      const { expression } = attribute.value;
      told(attribute, '`dangerouslySetInnerHTML` shows HTML that is made of', propertyOf(bare(expression), '__html'));
    }

    function told(at: Node, does: string, html: Node | undefined): void {
      if (!html) return;
      const isTemplate = flow.partsOf(html).some((part) => 'text' in part && tag.test(part.text));
      // A whole value may well have been made here and be clean.
      const unknown = isTemplate
        ? ({ severity: 'medium', confidence: 50 } as const)
        : ({ severity: 'low', confidence: 40 } as const);
      const grades = {
        sources: ['request', 'browser'],
        source: { severity: 'high', confidence: 90 },
        unknown,
      } as const;
      tell(found, { at, origin: flow.originOf(html), does }, grades);
    }
  },
};

const isJquery = (owner: string): boolean => /^\$|^jQuery\b/.test(owner);
