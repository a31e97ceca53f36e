import type { Node } from 'oxc-parser';
import type { Syntax } from '../../../syntax/syntax.ts';
import type { SyntaxRule } from '../../../syntax/syntax-rule.ts';
import { purposeOf } from '../naming.ts';
import { argumentOf, callsNamed } from '../taint/calls.ts';

const hashing =
  /^(?:crypto\.(?:createHash|createHmac|createSign|createVerify|hash|pbkdf2|pbkdf2Sync)|crypto\.subtle\.digest|(?:md5|sha1|blueimp-md5|js-md5|js-sha1|crypto-js\/md5|crypto-js\/sha1|crypto-js\.(?:MD5|SHA1)))$/;
const weak = /^(?:rsa-)?(?:md4|md5|sha-?1|ripemd(?:160)?)$/i;
/** What anybody gains by finding a second text with the same hash. */
const guards =
  /passw|passwd|pwd|passphrase|signature|sign(?:ed|ing)?$|secret|token|credential|auth|session|api_?key|salt|otp/i;
const harmless =
  /etag|cache|checksum|finger_?print|gravatar|avatar|dedup|integrity|revision|content_?hash|file_?hash|hash_?key|color|colour|bucket|shard|git|sri|websocket|accept|wordpress|legacy|uuid|version|digestof|short/i;

export const weakHash: SyntaxRule = {
  ...{ id: 'weak-hash', severity: 'info', confidence: 35, category: 'Cryptography (CWE-328)' },
  suggestion: 'Use `sha256`, or for passwords `scrypt` or Argon2 with a salt of its own.',
  check(syntax, found) {
    for (const { call, name } of callsNamed(syntax, hashing)) {
      const algorithm = algorithmOf(name, argumentOf(call, name.includes('pbkdf2') ? 4 : 0), syntax);
      if (!algorithm) continue;
      const purpose = [...purposeOf(call, syntax), hashedText(call, syntax)];
      // The handshake of this protocol asks for SHA-1.
      if (/websocket/i.test(syntax.file.path)) continue;
      // The words of the protocol, and nothing that an attacker gains by: whoever has to match it cannot choose.
      if (purpose.some((each) => harmless.test(each))) continue;
      const guarded = purpose.find((each) => guards.test(each));
      if (guarded === undefined) {
        found(call, `\`${algorithm}\` is broken: another text with the same hash can be made.`);
        continue;
      }
      const message = `\`${algorithm}\` is broken, and here it stands for something that must not be forged or guessed.`;
      found(call, message, { severity: 'high', confidence: 85 });
    }
  },
};

function algorithmOf(name: string, argument: Node | undefined, syntax: Syntax): string | undefined {
  const byName = /(?:^|[./-])(md5|sha1)$/i.exec(name)?.[1];
  if (byName) return byName.toLowerCase();
  const value = argument && syntax.constantOf(argument)?.value;
  return typeof value === 'string' && weak.test(value) ? value.toLowerCase() : undefined;
}

/** What is hashed, by its names: `createHash('md5').update(password)`. */
function hashedText(call: Node, syntax: Syntax): string {
  let outer = call;
  for (const each of syntax.tree.ancestorsOf(call)) {
    if (each.type !== 'MemberExpression' && each.type !== 'CallExpression') break;
    outer = each;
  }
  const names: string[] = [];
  for (const each of syntax.tree.within(outer)) if (each.type === 'Identifier') names.push(each.name);
  return names
    .filter((each) => !/^(?:createHash|createHmac|createSign|createVerify|crypto|update|digest)$/.test(each))
    .join(' ');
}
