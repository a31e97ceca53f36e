import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import fc from 'fast-check';
import { afterAll, expect, test } from 'vitest';
import { sha256Of, treeDigest } from '../../../../engines/autopilot/attestation/tree-digest.ts';

const folder = mkdtempSync(join(tmpdir(), 'odavl-tree-'));
afterAll(() => rmSync(folder, { recursive: true }));
const digestOf = (files: Readonly<Record<string, string>>) =>
  treeDigest(Object.entries(files).map(([path, text]) => ({ path, sha256: sha256Of(text) })));

test.each([
  ['an empty path', ''],
  ['a path of two lines', 'a\nb'],
  ['a path with a NUL', 'a\0'],
  ['half a surrogate', '\ud800'],
])('%s is refused', (_, path) => expect(() => digestOf({ [path]: '' })).toThrow('cannot be part of a digest'));

test('a file that is there twice, and one without a hash, are refused', () => {
  const entry = { path: 'a', sha256: sha256Of('') };
  expect(() => treeDigest([entry, entry])).toThrow('a is there twice.');
  expect(() => treeDigest([{ path: 'a', sha256: 'x' }])).toThrow('a has no SHA-256.');
});

test('it is that of the list of sha256sum, in the order of bytes', () => {
  const files = { 'b.ts': 'b', 'a/b.ts': '', 'a.ts': 'a', 'ä ü/🦊.ts': 'x', 'ﬀ.ts': 'y', 'Z.ts': 'z' };
  for (const [path, text] of Object.entries(files)) {
    mkdirSync(dirname(join(folder, path)), { recursive: true });
    writeFileSync(join(folder, path), text);
  }
  const command = `find . -type f -printf '%P\\0' | LC_ALL=C sort -z | xargs -0 sha256sum -- | sha256sum`;
  const { stdout } = spawnSync('sh', ['-c', command], { cwd: folder, encoding: 'utf8' });
  expect(digestOf(files)).toBe(stdout.slice(0, 64));
});

test('nothing is the hash of nothing, and the digest of one file is known', () => {
  expect(digestOf({})).toBe('e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855');
  expect(digestOf({ a: '' })).toBe(sha256Of(`${sha256Of('')}  a\n`));
});

const files = fc.dictionary(fc.stringMatching(/^[a-c/]{1,4}$/), fc.stringMatching(/^[ab]{0,2}$/), { maxKeys: 6 });

test('the order of the files does not matter, and other files have another digest', () => {
  fc.assert(
    fc.property(files, files, (one, other) => {
      expect(digestOf(Object.fromEntries(Object.entries(one).reverse()))).toBe(digestOf(one));
      const isSame = JSON.stringify(Object.entries(one).sort()) === JSON.stringify(Object.entries(other).sort());
      expect(digestOf(one) === digestOf(other)).toBe(isSame);
    }),
  );
});
