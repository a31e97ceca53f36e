import type { Node } from 'oxc-parser';
import type { SyntaxRule } from '../../../syntax/syntax-rule.ts';
import { purposeOf } from '../naming.ts';
import { argumentOf, callsNamed, isLiteral, objectFor, propertyOf } from '../taint/calls.ts';
import { flowOf } from '../taint/flow.ts';
import { isSource } from '../taint/origin.ts';

const category = 'Authentication (CWE-347)';
const lettingIn = /^(?:verify|authenticate|authorize|require(?:Auth|User|Login)|is(?:Authenticated|LoggedIn|Admin))/;
const library = 'jsonwebtoken|jose|jwt-simple|fast-jwt|express-jwt';

export const jwtNoneAlgorithm: SyntaxRule = {
  ...{ id: 'jwt-none-algorithm', severity: 'critical', confidence: 95, category },
  suggestion: 'Name the one algorithm that the tokens are signed with, e.g. `algorithms: ["ES256"]`, and give its key.',
  check(syntax, found) {
    for (const { call, name } of callsNamed(syntax, new RegExp(`^(?:${library})(?:\\.|\\(\\)\\.|$)`))) {
      for (const argument of call.arguments) {
        const options = objectFor(argument, syntax);
        const algorithms =
          propertyOf(options, 'algorithms') ?? propertyOf(options, 'algorithm') ?? propertyOf(options, 'alg');
        if (algorithms && saysNone(algorithms))
          found(
            algorithms,
            `\`${name}\` takes the algorithm \`none\`: a token without a signature is as good as one with it.`,
          );
      }
      const key = argumentOf(call, 1);
      const isEmpty =
        isLiteral(key, '') || isLiteral(key, null) || (key?.type === 'Identifier' && key.name === 'undefined');
      if (name === 'jsonwebtoken.verify' && isEmpty)
        found(call, `\`${name}\` is given no key, so that it checks no signature.`);
    }
  },
};

function saysNone(node: Node): boolean {
  if (node.type === 'ArrayExpression') return node.elements.some((each) => each !== null && saysNone(each));
  return node.type === 'Literal' && typeof node.value === 'string' && node.value.toLowerCase() === 'none';
}

export const jwtUnverified: SyntaxRule = {
  ...{ id: 'jwt-unverified', severity: 'medium', confidence: 55, category },
  suggestion: 'Check the signature with `verify` before a claim of the token is believed.',
  check(syntax, found) {
    const verifies = !callsNamed(syntax, new RegExp(`^(?:${library})\\.(?:verify|jwtVerify|compactVerify)$`)).next()
      .done;
    if (verifies) return;
    for (const { call, name } of callsNamed(syntax, /^(?:jsonwebtoken\.decode|jose\.decodeJwt)$/)) {
      const token = argumentOf(call, 0);
      const origin = token && flowOf(syntax).originOf(token);
      const message = `\`${name}\` reads a token without a check of its signature, and nothing in this file checks it`;
      if (origin && isSource(origin))
        found(call, `${message}; a client gives it.`, { severity: 'high', confidence: 85 });
      // To look into a token that is checked elsewhere, e.g. for its issuer, is no mistake; to let somebody in by it is one.
      else if (purposeOf(call, syntax).some((each) => lettingIn.test(each))) found(call, `${message}.`);
    }
    for (const { call, name } of callsNamed(syntax, /^jwt-simple\.decode$/)) {
      if (isLiteral(argumentOf(call, 2), true))
        found(call, `\`${name}\` is told not to check the signature.`, { severity: 'high', confidence: 90 });
    }
  },
};

export const jwtIgnoredExpiration: SyntaxRule = {
  ...{ id: 'jwt-ignored-expiration', severity: 'medium', confidence: 82, category: 'Authentication (CWE-613)' },
  suggestion: 'Leave `ignoreExpiration` out, and give a new token to those whose old one is over.',
  check(syntax, found) {
    for (const { call, name } of callsNamed(syntax, new RegExp(`^(?:${library})(?:\\.verify)?$`))) {
      const option = call.arguments.map((each) => propertyOf(objectFor(each, syntax), 'ignoreExpiration'));
      const ignored = option.find((each) => isLiteral(each, true));
      if (ignored) found(ignored, `\`${name}\` takes tokens that have expired, so that a stolen one works for ever.`);
    }
  },
};
