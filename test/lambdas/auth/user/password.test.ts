import { expect, test } from 'vitest';
import { createPasswords } from '../../../../lambdas/auth/user/password.ts';
import { cheapCost, cheapHash, password } from '../auth-world.ts';

const { hash, matches, spend, isOutdated } = createPasswords();

test('a password is kept as Argon2id with 64 MiB and 2 passes, salted, and only it opens the hash', async () => {
  const [one, two] = await Promise.all([hash('pässword one'), hash('pässword one')]);
  expect(one).toMatch(/^\$argon2id\$v=19\$m=65536,t=2,p=1\$[\w+/]{22}\$[\w+/]{43}$/);
  expect(one).not.toBe(two);
  expect(await matches('pässword one', one)).toBe(true);
  expect(await matches('pässword one'.normalize('NFD'), one)).toBe(true);
  expect(await matches('pässword onE', one)).toBe(false);
});

test('a hash says its own cost, so that old hashes stay good when the cost rises', async () => {
  expect(await matches(password, cheapHash)).toBe(true);
  expect(await matches('', cheapHash)).toBe(false);
});

test('a hash of another cost than today’s is outdated, cheaper or dearer', async () => {
  expect(isOutdated(cheapHash)).toBe(true);
  expect(isOutdated(await hash('x'))).toBe(false);
  expect(createPasswords(cheapCost).isOutdated(cheapHash)).toBe(false);
  expect(createPasswords({ ...cheapCost, passes: 2 }).isOutdated(cheapHash)).toBe(true);
  expect(createPasswords({ ...cheapCost, memory: 4 }).isOutdated(cheapHash)).toBe(true);
});

test('a hash in another format is an error, not a wrong password', async () => {
  for (const stored of ['', 'plain', '$2b$10$abc', cheapHash.replace('argon2id', 'argon2i')]) {
    await expect(matches('x', stored)).rejects.toThrow('not in PHC format');
  }
});

test('an unknown address costs what a known one costs', async () => {
  const stored = await hash(password);
  const spent = async (act: () => Promise<unknown>) => {
    const { user, system } = process.cpuUsage();
    await act();
    const after = process.cpuUsage({ user, system });
    return after.user + after.system;
  };
  const [real, pretended] = [await spent(() => matches('x', stored)), await spent(() => spend('x'))];
  expect(pretended).toBeGreaterThan(real / 3);
  expect(pretended).toBeLessThan(real * 3);
});
