import { expect, test } from 'vitest';
import { hashPassword, isPassword, spendPasswordTime } from '../../../../lambdas/auth/user/password.ts';
import { cheapHash, password } from '../auth-world.ts';

test('a password is kept as Argon2id with 64 MiB and 3 passes, salted, and only it opens the hash', async () => {
  const [one, two] = await Promise.all([hashPassword('pässword one'), hashPassword('pässword one')]);
  expect(one).toMatch(/^\$argon2id\$v=19\$m=65536,t=3,p=1\$[\w+/]{22}\$[\w+/]{43}$/);
  expect(one).not.toBe(two);
  expect(await isPassword('pässword one', one)).toBe(true);
  expect(await isPassword('pässword one'.normalize('NFD'), one)).toBe(true);
  expect(await isPassword('pässword onE', one)).toBe(false);
});

test('a hash says its own cost, so that old hashes stay good when the cost rises', async () => {
  expect(await isPassword(password, cheapHash)).toBe(true);
  expect(await isPassword('', cheapHash)).toBe(false);
});

test('a hash in another format is an error, not a wrong password', async () => {
  for (const stored of ['', 'plain', '$2b$10$abc', cheapHash.replace('argon2id', 'argon2i')]) {
    await expect(isPassword(password, stored)).rejects.toThrow('not in PHC format');
  }
});

test('an unknown address costs what a known one costs', async () => {
  const hash = await hashPassword(password);
  const spent = async (act: () => Promise<unknown>) => {
    const { user, system } = process.cpuUsage();
    await act();
    const after = process.cpuUsage({ user, system });
    return after.user + after.system;
  };
  const [real, pretended] = [await spent(() => isPassword('x', hash)), await spent(() => spendPasswordTime('x'))];
  expect(pretended).toBeGreaterThan(real / 3);
  expect(pretended).toBeLessThan(real * 3);
});
