import type { SyntaxRule } from '../../../syntax/syntax-rule.ts';
import { argumentOf, callsNamed } from '../taint/calls.ts';

const withVector = /^crypto\.(?:createCipheriv|createDecipheriv)$/;
const withoutVector = /^crypto\.(?:createCipher|createDecipher)$/;
const ofCryptoJs = /^crypto-js\.(?:DES|TripleDES|RC4|RC4Drop|Rabbit)\.(?:encrypt|decrypt)$/;

const weak = [
  { pattern: /^(?:des|des3|desx|3des)(?:-|$)/i, why: 'its key, or its block, is too short' },
  {
    pattern: /^(?:rc2|rc4|arcfour|bf|blowfish|cast5?|idea|seed)(?:-|$)/i,
    why: 'it is broken, or its block is too short',
  },
  { pattern: /-ecb$/i, why: 'equal blocks stay equal in this mode, so that patterns show' },
];

export const weakCipher: SyntaxRule = {
  ...{ id: 'weak-cipher', severity: 'high', confidence: 92, category: 'Cryptography (CWE-327)' },
  suggestion: 'Use `aes-256-gcm` or `chacha20-poly1305` with a new random vector for each message.',
  check(syntax, found) {
    for (const { call } of callsNamed(syntax, withVector)) {
      const argument = argumentOf(call, 0);
      const algorithm = argument && syntax.constantOf(argument)?.value;
      const reason = typeof algorithm === 'string' ? weak.find(({ pattern }) => pattern.test(algorithm)) : undefined;
      if (reason) found(call, `\`${algorithm}\` does not protect what it encrypts: ${reason.why}.`);
    }
    for (const { call, name } of callsNamed(syntax, withoutVector))
      found(call, `\`${name}\` makes the key from a password without a salt, and uses no vector; Node has removed it.`);
    for (const { call, name } of callsNamed(syntax, ofCryptoJs))
      found(call, `\`${name}\` uses a cipher that is broken, or whose key or block is too short.`);
  },
};
