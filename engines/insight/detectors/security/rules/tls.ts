import { keyName, memberName } from '../../../syntax/node.ts';
import type { SyntaxRule } from '../../../syntax/syntax-rule.ts';
import { isLiteral } from '../taint/calls.ts';

const switches = /^(?:rejectUnauthorized|strictSSL|strictSsl)$/;

export const tlsUnverified: SyntaxRule = {
  ...{ id: 'tls-unverified', severity: 'high', confidence: 92, category: 'Transport (CWE-295)' },
  suggestion:
    'Leave the check on; for a certificate of your own give its authority with `ca` or `NODE_EXTRA_CA_CERTS`.',
  check(syntax, found) {
    for (const property of syntax.ofType('Property')) {
      const name = keyName(property);
      if (name && switches.test(name) && isLiteral(property.value, false))
        found(property, `\`${name}: false\` takes the certificate of anybody, so that anybody can sit in between.`);
    }
    for (const node of syntax.ofType('AssignmentExpression')) {
      const { left, right } = node;
      const name = memberName(left);
      const isOff = isLiteral(right, '0') || isLiteral(right, 0);
      if (name === 'NODE_TLS_REJECT_UNAUTHORIZED' && isOff)
        found(
          node,
          '`NODE_TLS_REJECT_UNAUTHORIZED` is turned off: every connection of this program takes the certificate of anybody.',
        );
      else if (name && switches.test(name) && isLiteral(right, false))
        found(node, `\`${name} = false\` takes the certificate of anybody, so that anybody can sit in between.`);
    }
  },
};
