import type { Node } from 'oxc-parser';
import { memberName } from '../../../syntax/node.ts';
import type { SyntaxRule } from '../../../syntax/syntax-rule.ts';
import { originOfAddress } from '../taint/address.ts';
import { callsNamed, isLiteral, methodCalls } from '../taint/calls.ts';
import { tell } from '../taint/tell.ts';

const browserCalls =
  /^(?:(?:document\.)?location\.(?:assign|replace)|open|next\/navigation\.(?:redirect|permanentRedirect)|@remix-run\/node\.redirect|react-router\.redirect|next\/server\.NextResponse\.redirect|Response\.redirect)$/;
const browserPlaces = /^(?:document\.)?location(?:\.href)?$/;

export const openRedirect: SyntaxRule = {
  ...{ id: 'open-redirect', severity: 'high', confidence: 86, category: 'Requests (CWE-601)' },
  suggestion: 'Only go to paths of this site, or take the address from a list of known ones.',
  check(syntax, found) {
    for (const { call, name } of methodCalls(syntax, /^redirect$/)) {
      // `redirect(302, address)` and `redirect(address, 302)`.
      const address = call.arguments.find((each) => !(each.type === 'Literal' && typeof each.value === 'number'));
      if (address && !syntax.nameOf(call.callee)) told(call, `\`${name}\``, address);
    }
    for (const { call, name } of callsNamed(syntax, browserCalls)) {
      const [address] = call.arguments;
      if (address && !isLiteral(address, '')) told(call, `\`${name}\``, address);
    }
    for (const node of syntax.ofType('AssignmentExpression')) {
      const name = syntax.nameOf(node.left);
      const isPlace = name !== undefined && browserPlaces.test(name);
      if (isPlace && (memberName(node.left) || node.left.type === 'Identifier')) told(node, `\`${name}\``, node.right);
    }

    function told(at: Node, what: string, address: Node): void {
      const origin = originOfAddress(address, syntax);
      const does = `${what} sends the visitor to an address that is chosen by`;
      tell(
        found,
        { at, origin, does },
        { sources: ['request', 'browser'], source: { severity: 'high', confidence: 86 } },
      );
    }
  },
};
