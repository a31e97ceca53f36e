import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { leakedPasswords } from '../../build/common-passwords/common-passwords.ts';
import { guessLimit, networkGuessLimit } from '../../lambdas/auth/device/device.ts';
import { proofWindowSeconds } from '../../lambdas/auth/dpop/dpop.ts';
import { exchangedTokenSeconds } from '../../lambdas/auth/exchange/exchange.ts';
import { issuerAlgorithms } from '../../lambdas/auth/issuer/issuer.ts';
import { linkLifetimes } from '../../lambdas/auth/link/link.ts';
import { freshMs } from '../../lambdas/auth/oauth/require-own-log-in.ts';
import { devicePage } from '../../lambdas/auth/page/device.ts';
import { invitationPage } from '../../lambdas/auth/page/invitation.ts';
import { resetPasswordPage } from '../../lambdas/auth/page/reset-password.ts';
import { securityPage } from '../../lambdas/auth/page/security.ts';
import { maxPasskeys } from '../../lambdas/auth/passkey/passkey.ts';
import { sessionLimit } from '../../lambdas/auth/session/list-sessions.ts';
import { expiryOf } from '../../lambdas/auth/session/session.ts';
import { accountLimits, type NetworkLimit, networkLimit } from '../../lambdas/auth/throttle/throttle.ts';
import { accessTokenSeconds } from '../../lambdas/auth/token/access-token.ts';
import { epochMs } from '../../lambdas/auth/token/epoch.ts';
import { requireGoodPassword } from '../../lambdas/auth/user/require-good-password.ts';
import { Password } from '../../lambdas/auth/user/user.ts';
import { stageOf } from '../../lib/stage.ts';

/** Requirements of level 1 and 2 of chapters V6 to V10 of OWASP ASVS 5.0: per section, how many there are, and which are level 3. */
const sections: readonly (readonly [section: string, count: number, ofLevel3?: readonly number[]])[] = [
  ['6.1', 3],
  ['6.2', 12],
  ['6.3', 8, [5, 6, 7, 8]],
  ['6.4', 6, [5, 6]],
  ['6.5', 8, [6, 7, 8]],
  ['6.6', 4, [4]],
  ['6.7', 2, [1, 2]],
  ['6.8', 4],
  ['7.1', 3],
  ['7.2', 4],
  ['7.3', 2],
  ['7.4', 5],
  ['7.5', 3, [3]],
  ['7.6', 2],
  ['8.1', 4, [3, 4]],
  ['8.2', 4, [4]],
  ['8.3', 3, [2, 3]],
  ['8.4', 2, [2]],
  ['9.1', 3],
  ['9.2', 4],
  ['10.1', 2],
  ['10.2', 3, [3]],
  ['10.3', 5, [5]],
  ['10.4', 16, [12, 13, 14, 15, 16]],
  ['10.5', 5],
  ['10.6', 2],
  ['10.7', 3],
];
const idsOf = (section: string, count: number) => Array.from({ length: count }, (_, at) => `${section}.${at + 1}`);
const all = sections.flatMap(([section, count]) => idsOf(section, count));
const ofLevel3 = new Set(sections.flatMap(([section, , numbers = []]) => numbers.map((each) => `${section}.${each}`)));
const required = all.filter((id) => !ofLevel3.has(id));

interface Row {
  readonly id: string;
  readonly says: string;
  readonly shownBy: string;
}

const rows: Row[] = readFileSync('docs/asvs.md', 'utf8')
  .split('\n')
  .flatMap((line) => {
    const [, id, says, shownBy] = /^\| (\d+\.\d+\.\d+) \| ([^|]+) \| ([^|]+) \|$/.exec(line) ?? [];
    return id && says && shownBy ? [{ id, says, shownBy }] : [];
  });

test('the table has every requirement of level 1 and 2 of the five chapters, once, in order, and none that is not there', () => {
  const ids = rows.map(({ id }) => id);
  expect(ids).toEqual(all.filter((id) => ids.includes(id)));
  expect(required.filter((id) => !ids.includes(id))).toEqual([]);
});

test.each(rows)('$id is shown by a test, a document, or a reason', ({ says, shownBy }) => {
  expect(says.length).toBeGreaterThan(10);
  if (shownBy.startsWith('Does not apply: ')) return expect(shownBy.length).toBeGreaterThan(30);
  const proofs = [...shownBy.matchAll(/\[([^\]]+)\]\(([^)#]+)(?:#([^)]*))?\)/g)];
  expect(proofs).not.toHaveLength(0);
  expect(proofs.length).toBeLessThan(5);
  for (const [, name = '', link = '', anchor] of proofs) {
    const file = join('docs', link);
    expect(existsSync(file), file).toBe(true);
    const text = readFileSync(file, 'utf8');
    // Between quotes, so that a name that was made longer or shorter is found out.
    if (file.endsWith('.test.ts'))
      expect(
        [`'${name}'`, `"${name}"`, `\`${name}\``].some((each) => text.includes(each)),
        name,
      ).toBe(true);
    else if (anchor !== undefined) expect(anchorsIn(text)).toContain(anchor);
  }
});

test('security.md has at most 160 lines, and every file that it names', () => {
  const text = readFileSync('docs/security.md', 'utf8');
  expect(text.split('\n').length).toBeLessThanOrEqual(161);
  const named = [...text.matchAll(/`((?:lambdas|shared|lib|test|docs|bin|build)\/[\w./-]+\.\w+)`/g)].map(
    ([, path = '']) => path,
  );
  expect(named.length).toBeGreaterThan(10);
  expect(named.filter((path) => !existsSync(path))).toEqual([]);
  const links = [...text.matchAll(/\]\(([\w./-]+\.md)(?:#[\w-]+)?\)/g)].map(([, path = '']) => join('docs', path));
  expect(links.filter((path) => !existsSync(path))).toEqual([]);
});

const minute = 60_000;
const day = 24 * 60 * minute;
const { signInBurstPerIp, throttling } = stageOf('prod');
const ofNetwork = (name: NetworkLimit) => networkLimit(name, signInBurstPerIp).max;

test.each<[string, unknown, unknown]>([
  ['log-ins by account', accountLimits['log-in'], { max: 5, windowMs: 15 * minute }],
  ['second factors by account', accountLimits['second-factor'], { max: 5, windowMs: 15 * minute }],
  ['reset mails', accountLimits['reset-mail'], { max: 3, windowMs: 60 * minute }],
  ['verification mails', accountLimits['verification-mail'], { max: 3, windowMs: 60 * minute }],
  ['new addresses', accountLimits['email-change'], { max: 3, windowMs: 60 * minute }],
  ['log-ins and links by network', [ofNetwork('log-in'), ofNetwork('link')], [20, 20]],
  ['sign-ups and mails by network', [ofNetwork('sign-up'), ofNetwork('mail')], [10, 10]],
  ['failed refreshes by network', ofNetwork('refresh-failure'), 60],
  ['sign-ins by network, locally', stageOf('local').signInBurstPerIp, 5_000],
  ['requests of everybody', throttling.rateLimit, 200],
  ['device codes by person', guessLimit, { max: 5, windowMs: 15 * minute }],
  ['device codes by network', networkGuessLimit(signInBurstPerIp), { max: 5, windowMs: 15 * minute }],
  ['a session without use', expiryOf(0, 0), 7 * day],
  ['a session in all', expiryOf(0, 89 * day), 90 * day],
  ['access tokens', [accessTokenSeconds, exchangedTokenSeconds], [15 * 60, 10 * 60]],
  ['a fresh log-in', freshMs, 10 * minute],
  ['a link to confirm', [linkLifetimes['verify-email'], linkLifetimes['confirm-email-change']], [day, day]],
  ['a link to reset', linkLifetimes['reset-password'], 60 * minute],
  ['a link to join', linkLifetimes['accept-invitation'], 7 * day],
  ['sessions in a list', sessionLimit, 1_000],
  ['passkeys', maxPasskeys, 20],
  ['keys', epochMs, 30 * day],
  ['proofs', proofWindowSeconds, 60],
  ['algorithms of others', issuerAlgorithms.toSorted(), ['ES256', 'ES384', 'EdDSA', 'PS256', 'RS256']],
  ['leaked passwords', leakedPasswords.length, 49_233],
  ['long ones among them', leakedPasswords.filter(({ length }) => length >= 8).length, 17_950],
])('security.md tells the number of the code: %s', (_, actual, told) => {
  expect(actual).toEqual(told);
});

// What is shown here is shown by no test of an area: it is about all pages, or about what is absent.

test.each([
  ['of letters alone', 'quiet umbrella'],
  ['of digits alone', '83917204658213'],
  ['of another script', 'ключ от старого дома'],
  ['of signs', '🦊 🦉 🐢 🦔 🐝'],
  ['of 64 characters', 'ab cd '.repeat(11).slice(0, 64)],
  ['of 256 characters', 'ab cd '.repeat(43).slice(0, 256)],
])('a password %s may be chosen, and stays as it was typed', async (_, chosen) => {
  expect(Password.parse(chosen)).toBe(chosen);
  await requireGoodPassword({ password: chosen, field: 'password', email: 'ada@example.com', names: ['Ada'] });
});

test('a password of 257 characters is refused, not cut', () => {
  expect(Password.safeParse('x'.repeat(257)).success).toBe(false);
});

test.each([
  ['log-in and second factors', securityPage()],
  ['devices', devicePage('')],
  ['invitations', invitationPage('token')],
  ['a new password', resetPasswordPage('token')],
])('on the page for %s a password is hidden, pasted and filled in as people like', (_, { body }) => {
  const fields = [...body.matchAll(/<input [^>]*name="\w*password"[^>]*>/gi)].map(([field]) => field);
  expect(fields).not.toHaveLength(0);
  for (const field of fields) {
    expect(field).toContain(' type="password"');
    expect(field).toMatch(/ autocomplete="(?:current|new)-password"/);
  }
  expect(body).not.toMatch(/paste|beforeinput|keydown/i);
});

/** As GitHub makes them of headings. */
function anchorsIn(markdown: string): string[] {
  return [...markdown.matchAll(/^#+ (.+)$/gm)].map(([, heading = '']) =>
    heading
      .toLowerCase()
      .replace(/[^\p{L}\p{N} _-]/gu, '')
      .replaceAll(' ', '-'),
  );
}
