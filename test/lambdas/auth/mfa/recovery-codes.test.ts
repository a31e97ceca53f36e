import { decodeJwt } from 'jose';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { requireSecondFactor } from '../../../../lambdas/auth/mfa/require-second-factor.ts';
import { bodyOf, problemOf } from '../../../shared/http-event.ts';
import { source, start } from '../../../shared/make-context.ts';
import { type AuthWorld, password, startAuth, Tokens } from '../auth-world.ts';
import { Codes, logIn, protectedVisitor } from './app.ts';

let world: AuthWorld;
beforeAll(async () => {
  world = await startAuth();
});
afterAll(() => world.close());
beforeEach(() => {
  world.clock.now = start;
});

const require = (userId: string, code?: string) =>
  requireSecondFactor({
    ctx: { requestId: 'r', now: world.clock.now, source },
    deps: { dynamo: world.client, table: world.table, loadSigningKey: world.loadSigningKey },
    input: { userId, code },
  });
const settled = (calls: readonly Promise<unknown>[]) =>
  Promise.allSettled(calls).then((all) => all.map((each) => (each.status === 'fulfilled' ? each.value : 'refused')));

test('a recovery code stands for the app, once, and the record says so', async () => {
  const { user, recoveryCodes, status } = await protectedVisitor(world);
  const [code = ''] = recoveryCodes;
  const { accessToken } = Tokens.parse(bodyOf(await logIn(world, user.email, code)));
  expect(await world.sessions.get(String(decodeJwt(accessToken).sid))).toMatchObject({ methods: ['pwd', 'recovery'] });
  expect(problemOf(await logIn(world, user.email, code))).toMatchObject({ code: 'invalid_credentials' });
  expect(await status()).toMatchObject({ recoveryCodesLeft: 9 });
  expect(await world.dump()).toContain('recovery-code.used');
});

test('it may be typed in capitals, without dashes, and with the letters that look like its digits', async () => {
  const { user, recoveryCodes } = await protectedVisitor(world);
  const plain = recoveryCodes.map((code) => code.replaceAll('-', '').toUpperCase());
  const code = plain.find((each) => /[01]/.test(each)) ?? plain[0] ?? '';
  expect(await require(user.id, code.replaceAll('0', 'O').replaceAll('1', 'l'))).toBe('recovery');
});

test('of fifty parallel uses of one code exactly one wins', async () => {
  const { user, recoveryCodes, status } = await protectedVisitor(world);
  const outcomes = await settled(Array.from({ length: 50 }, () => require(user.id, recoveryCodes[0])));
  expect(outcomes.filter((how) => how === 'recovery')).toHaveLength(1);
  expect(outcomes.filter((how) => how === 'refused')).toHaveLength(49);
  expect(await status()).toMatchObject({ recoveryCodesLeft: 9 });
});

test('different codes used in parallel all work, and all are gone after that', async () => {
  const { user, recoveryCodes, status } = await protectedVisitor(world);
  const outcomes = await settled(recoveryCodes.slice(0, 4).map((code) => require(user.id, code)));
  expect(outcomes).toEqual(['recovery', 'recovery', 'recovery', 'recovery']);
  expect(await status()).toMatchObject({ recoveryCodesLeft: 6 });
});

test('the recovery code of somebody else does not work', async () => {
  const [mine, theirs] = [await protectedVisitor(world), await protectedVisitor(world)];
  await expect(require(mine.user.id, theirs.recoveryCodes[0])).rejects.toMatchObject({ code: 'invalid_credentials' });
  expect(await require(theirs.user.id, theirs.recoveryCodes[0])).toBe('recovery');
});

test('whoever has no second factor needs none, and a code that they send changes nothing', async () => {
  const { user } = await world.addPerson();
  expect(await require(user.id)).toBeUndefined();
  expect(await require(user.id, '123456')).toBeUndefined();
});

test('an absent code and an empty one are asked for', async () => {
  const { user } = await protectedVisitor(world);
  await expect(require(user.id)).rejects.toMatchObject({ code: 'mfa_required' });
  await expect(require(user.id, '')).rejects.toMatchObject({ code: 'mfa_required' });
});

test('renewed codes work and the old ones do not', async () => {
  const { user, post, code, recoveryCodes } = await protectedVisitor(world);
  const wrong = await post('mfa/recovery-codes', { password: 'wrong', code: code() });
  expect(problemOf(wrong)).toMatchObject({ code: 'invalid_credentials' });
  const renewed = Codes.parse(bodyOf(await post('mfa/recovery-codes', { password, code: code() }))).recoveryCodes;
  expect(renewed).toHaveLength(10);
  await expect(require(user.id, recoveryCodes[0])).rejects.toMatchObject({ code: 'invalid_credentials' });
  expect(await require(user.id, renewed[0])).toBe('recovery');
  expect(await world.dump()).toContain('recovery-codes.renewed');
});

test('a recovery code renews them and disables the app, too: whoever lost the phone can start anew', async () => {
  const { post, recoveryCodes, status } = await protectedVisitor(world);
  const [first, second] = recoveryCodes;
  const renewed = await post('mfa/recovery-codes', { password, code: first });
  expect(renewed.statusCode).toBe(200);
  expect(problemOf(await post('mfa/totp/disable', { password, code: second }))).toMatchObject({ status: 401 });
  const [code] = Codes.parse(bodyOf(renewed)).recoveryCodes;
  expect((await post('mfa/totp/disable', { password, code })).statusCode).toBe(204);
  expect(await status()).toMatchObject({ totp: { isActive: false } });
});

test('a used-up set of codes leaves the app as the only way', async () => {
  const { user, recoveryCodes, code, status } = await protectedVisitor(world);
  for (const each of recoveryCodes) expect(await require(user.id, each)).toBe('recovery');
  expect(await status()).toMatchObject({ recoveryCodesLeft: 0 });
  await expect(require(user.id, recoveryCodes[0])).rejects.toMatchObject({ code: 'invalid_credentials' });
  expect(await require(user.id, code())).toBe('otp');
});
