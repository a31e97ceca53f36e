import type { Node } from 'oxc-parser';
import { keyName } from '../../../syntax/node.ts';
import type { Syntax } from '../../../syntax/syntax.ts';
import type { SyntaxRule } from '../../../syntax/syntax-rule.ts';
import { looksRandom } from '../secrets/entropy.ts';
import { isPlaceholder } from '../secrets/placeholder.ts';
import { argumentOf, methodCalls } from '../taint/calls.ts';

const headers = /^(?:(?:proxy-)?authorization|x-api-key|x-auth-token)$/i;

export const hardcodedAuthorization: SyntaxRule = {
  ...{ id: 'hard-coded-authorization', severity: 'high', confidence: 85, category: 'Secrets (CWE-798)' },
  suggestion: 'Revoke it, then take it from the environment or a secret store.',
  check(syntax, found) {
    for (const { header, value } of credentialsIn(syntax))
      found(value, `The header \`${header}\` is given credentials that stand in the file itself.`);
  },
};

export interface Credentials {
  readonly header: string;
  /** What gives the header its value: a text, or a name that stands for one. */
  readonly value: Node;
  /** Without the scheme. */
  readonly secret: string;
}

/** Values of headers that let somebody in. */
export function credentialsIn(syntax: Syntax): Credentials[] {
  const named = [
    ...syntax.ofType('Property').map((property) => ({ header: keyName(property), value: property.value })),
    ...[...methodCalls(syntax, /^(?:setHeader|set|header|append)$/)].map(({ call }) => {
      const header = argumentOf(call, 0);
      const isText = header?.type === 'Literal' && typeof header.value === 'string';
      return { header: isText ? String(header.value) : undefined, value: argumentOf(call, 1) };
    }),
  ];
  return named.flatMap(({ header, value }) => {
    if (header === undefined || !value || !headers.test(header)) return [];
    const text = syntax.constantOf(value)?.value;
    const secret = typeof text === 'string' ? credentialOf(text) : undefined;
    return secret === undefined ? [] : [{ header, value, secret }];
  });
}

/** The credentials of a header; undefined when nobody could use them. */
function credentialOf(text: string): string | undefined {
  const [, scheme = '', value = ''] = /^(?:(Basic|Bearer|Token)\s+)?(\S{8,2000})$/i.exec(text) ?? [];
  if (value === '' || isPlaceholder(value)) return undefined;
  if (scheme.toLowerCase() !== 'basic') return looksRandom(value) ? value : undefined;
  const [user, password] = Buffer.from(value, 'base64').toString('latin1').split(':');
  const isUsable = user !== undefined && password !== undefined && password.length >= 4 && !isPlaceholder(password);
  return isUsable ? value : undefined;
}
