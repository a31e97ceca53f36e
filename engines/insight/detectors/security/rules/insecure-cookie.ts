import type { Node } from 'oxc-parser';
import type { Syntax } from '../../../syntax/syntax.ts';
import type { Found, SyntaxRule } from '../../../syntax/syntax-rule.ts';
import { argumentOf, callsNamed, isComplete, isLiteral, methodCalls, objectFor, propertyOf } from '../taint/calls.ts';

/** Cookies that stand for who somebody is. */
const session =
  /^(?:connect\.)?(?:s|sid|sess|session|session_?id|token|auth|jwt|refresh|access|remember)(?:$|[-_.A-Z])|(?:session|sid|token|jwt|auth)$/i;
const notSecret = /csrf|xsrf|device|locale|theme/i;
const sessions = /^(?:express-session|cookie-session|@fastify\/session)$/;

export const insecureCookie: SyntaxRule = {
  ...{ id: 'insecure-cookie', severity: 'medium', confidence: 80, category: 'Sessions (CWE-614, CWE-1004)' },
  suggestion:
    'Set `httpOnly: true`, `secure: true` and `sameSite`, so that no script reads the cookie and no plain connection carries it.',
  check(syntax, found) {
    for (const { call } of methodCalls(syntax, /^(?:cookie|setCookie)$/)) {
      const name = nameOf(argumentOf(call, 0), syntax);
      // One without a value is being taken away.
      if (!name || !session.test(name) || notSecret.test(name) || isLiteral(argumentOf(call, 1), '')) continue;
      checkOptions(
        call,
        call.arguments.length < 3 ? undefined : objectFor(argumentOf(call, 2), syntax),
        `The cookie \`${name}\``,
        found,
        call.arguments.length < 3,
      );
    }
    for (const { call } of callsNamed(syntax, sessions)) {
      const cookie = propertyOf(objectFor(argumentOf(call, 0), syntax), 'cookie');
      for (const option of ['secure', 'httpOnly']) {
        const value = propertyOf(cookie, option);
        if (value && isLiteral(value, false)) found(value, `The cookie of the session has \`${option}: false\`.`);
      }
    }
  },
};

function nameOf(node: Node | undefined, syntax: Syntax): string | undefined {
  const value = node && syntax.constantOf(node)?.value;
  return typeof value === 'string' ? value : undefined;
}

function checkOptions(call: Node, options: Node | undefined, what: string, found: Found, hasNone: boolean): void {
  if (hasNone) {
    found(call, `${what} is set without \`httpOnly\` and \`secure\`.`);
    return;
  }
  if (options?.type !== 'ObjectExpression') return;
  const missing = ['httpOnly', 'secure'].filter((option) => {
    const value = propertyOf(options, option);
    return value ? isLiteral(value, false) : isComplete(options);
  });
  if (missing.length > 0) found(call, `${what} is set without ${missing.map((each) => `\`${each}\``).join(' and ')}.`);
}
