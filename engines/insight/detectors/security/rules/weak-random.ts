import type { SyntaxRule } from '../../../syntax/syntax-rule.ts';
import { purposeOf } from '../naming.ts';
import { callsNamed } from '../taint/calls.ts';

/** Words of a name in camelCase or snake_case. */
const wordsOf = (name: string): string[] =>
  name.split(/(?<=[a-z0-9])(?=[A-Z])|[^A-Za-z0-9]+/).map((each) => each.toLowerCase());

const secret =
  /^(?:tokens?|password|passwd|passcode|secret|secrets|otp|nonce|salt|csrf|apikey|pin|invite|voucher|verification|credential|jwt)$/;
const inTwo = /(?:session|reset|access|auth|api|private|verification|invite)_?(?:id|key|code|token)$/i;
/** A token of a parser, or of the page, is no secret. */
const otherTokens =
  /tokenize|lexer|parser|syntax|design|color|cancel|injection|animation|mock|fake|dummy|test|seed|sample|demo|counter|count$|index|delay|timeout|interval|jitter/i;

export const weakRandom: SyntaxRule = {
  ...{ id: 'weak-random', severity: 'high', confidence: 85, category: 'Cryptography (CWE-338)' },
  suggestion: 'Use `crypto.randomUUID()`, `crypto.randomBytes()` or `crypto.randomInt()`.',
  check(syntax, found) {
    if (otherTokens.test(syntax.file.path)) return;
    for (const { call } of callsNamed(syntax, /^Math\.random$/)) {
      const names = purposeOf(call, syntax);
      if (names.some((each) => otherTokens.test(each))) continue;
      const name = names.find((each) => inTwo.test(each) || wordsOf(each).some((word) => secret.test(word)));
      if (name === undefined) continue;
      found(
        call,
        `\`${name}\` is made with \`Math.random\`, whose next values can be worked out from a few that are seen.`,
      );
    }
  },
};
