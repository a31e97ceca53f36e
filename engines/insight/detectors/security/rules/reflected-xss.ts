import { bare } from '../../../syntax/node.ts';
import type { SyntaxRule } from '../../../syntax/syntax-rule.ts';
import { argumentOf, methodCalls } from '../taint/calls.ts';
import { chainOf } from '../taint/chain.ts';
import { flowOf } from '../taint/flow.ts';
import { tell } from '../taint/tell.ts';

const responses = /^_?(?:res|resp|response|reply)$/;
const asOther = /\b(?:text\/plain|application\/json|\.json\b|image\/|text\/csv)/;

/** What a server sends back as a page, Express by default. */
export const reflectedXss: SyntaxRule = {
  ...{ id: 'reflected-xss', severity: 'high', confidence: 88, category: 'Injection (CWE-79)' },
  suggestion: 'Escape the value for HTML, let a template engine do it, or answer with JSON.',
  check(syntax, found) {
    const flow = flowOf(syntax);
    for (const { call, name, owner } of methodCalls(syntax, /^(?:send|end|write)$/)) {
      const chain = chainOf(ownerOf(owner));
      if (!chain || !responses.test(chain.root.name) || asOther.test(syntax.textOf(call.callee))) continue;
      const body = argumentOf(call, 0);
      if (!body) continue;
      const parts = flow.partsOf(body);
      const isText = parts.length > 1 && parts.some((part) => 'text' in part && part.text.trim() !== '');
      const fn = syntax.tree.functionOf(call);
      if (!isText || (fn && asOther.test(syntax.textOf(fn)))) continue;
      const does = `\`${chain.root.name}.${name}\` sends, as a page, text that is made of`;
      tell(
        found,
        { at: call, origin: flow.originOf(body), does },
        { sources: ['request'], source: { severity: 'high', confidence: 88 } },
      );
    }
  },
};

/** `res` of `res.status(400).send`. */
function ownerOf(owner: Parameters<typeof chainOf>[0]): Parameters<typeof chainOf>[0] {
  let node = bare(owner);
  while (node.type === 'CallExpression' && node.callee.type === 'MemberExpression') node = bare(node.callee.object);
  return node;
}
