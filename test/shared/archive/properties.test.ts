import fc from 'fast-check';
import { afterAll, describe, expect, test } from 'vitest';
import { foldName, pathFault } from '../../../shared/archive/entry-name.ts';
import { ArchiveFiles } from './archive-files.ts';
import { craftTarGz } from './craft-tar.ts';
import { craftZip } from './craft-zip.ts';

const files = new ArchiveFiles();
afterAll(() => files.remove());

interface File {
  readonly name: string;
  readonly data: string;
}

const segment = fc
  .string({ unit: fc.constantFrom(...'abcxyz019_-. äß日'), minLength: 1, maxLength: 12 })
  .filter((name) => pathFault(name) === undefined);
const path = fc.array(segment, { minLength: 1, maxLength: 4 }).map((segments) => segments.join('/'));
const safeFiles = fc
  .uniqueArray(fc.record({ name: path, data: fc.string({ maxLength: 200 }) }), {
    minLength: 1,
    maxLength: 12,
    selector: ({ name }) => foldName(name),
  })
  .filter((all) => !all.some((one) => clashes(one, all)));

/** A file where another needs a folder, or folders that differ in their form only. */
function clashes(one: File, all: readonly File[]): boolean {
  const folders = foldersOf(one.name);
  const others = all.filter((other) => other !== one);
  return others.some(
    (other) =>
      folders.some((folder) => foldName(folder) === foldName(other.name)) ||
      foldersOf(other.name).some((theirs) =>
        folders.some((mine) => mine !== theirs && foldName(mine) === foldName(theirs)),
      ),
  );
}

function foldersOf(name: string): string[] {
  const segments = name.split('/');
  return segments.slice(1).map((_, at) => segments.slice(0, at + 1).join('/'));
}

/** One way to make an entry bad, and the reason that must be given for it. */
const mutations: Readonly<Record<string, (name: string) => string>> = {
  path_traversal: (name) => `../${name}`,
  absolute_path: (name) => `/${name}`,
  invalid_name: (name) => `${name}\u0007`,
  reserved_name: (name) => `${name}/nul.txt`,
  name_too_long: (name) => `${name}${'n'.repeat(256)}`,
};

const formats = {
  zip: (all: readonly File[]) => craftZip(all),
  // Long names and names beyond ASCII in the form of GNU.
  'tar.gz': (all: readonly File[]) =>
    craftTarGz(
      all.flatMap((file) => [
        { name: 'L', type: 'L', data: `${file.name}\0` },
        { ...file, name: 'short' },
      ]),
    ),
} as const;

describe.each(Object.entries(formats))('of a %s', (_, craft) => {
  test('every one made of safe names passes', async () => {
    await fc.assert(
      fc.asyncProperty(safeFiles, async (all) => {
        expect(await files.codes(craft(all))).toEqual([]);
      }),
      { numRuns: 100 },
    );
  });

  test.each(Object.entries(mutations))('every one with one bad entry is refused for it: %s', async (code, mutate) => {
    await fc.assert(
      fc.asyncProperty(safeFiles, fc.nat(), async (all, nth) => {
        const bad = nth % all.length;
        const mutated = all.map((file, at) => (at === bad ? { ...file, name: mutate(file.name) } : file));
        expect(await files.codes(craft(mutated))).toEqual([code]);
      }),
      { numRuns: 50 },
    );
  });

  test('every one in which a name is there again, in any case or form, is refused for it', async () => {
    const form = fc.constantFrom<(name: string) => string>(
      (name) => name,
      (name) => name.toUpperCase(),
      (name) => name.normalize('NFD'),
    );
    await fc.assert(
      fc.asyncProperty(safeFiles, fc.nat(), form, async (all, nth, change) => {
        const again = { name: change(all[nth % all.length]?.name ?? ''), data: 'again' };
        expect(await files.codes(craft([...all, again]))).toEqual(['duplicate_name']);
      }),
      { numRuns: 50 },
    );
  });

  test('no bytes at all make it crash', async () => {
    const whole = craft([
      { name: 'a/b', data: 'content' },
      { name: 'c', data: 'more' },
    ]);
    const change = fc.array(fc.tuple(fc.nat(whole.length - 1), fc.nat(255)), { minLength: 1, maxLength: 4 });
    await fc.assert(
      fc.asyncProperty(change, async (changes) => {
        const changed = Buffer.from(whole);
        for (const [at, byte] of changes) changed.writeUInt8(byte, at);
        await files.inspect(changed);
      }),
      { numRuns: 300 },
    );
  });
});

test.each([
  ['a folder and a file of one name', ['a/b', 'a']],
  ['a file and a folder of one name', ['a', 'a/b']],
  ['folders that differ in case', ['src/a', 'Src/b']],
  ['folders that differ in the form of Unicode', ['é/a', 'e\u0301/b']],
])('%s collide', async (_, names) => {
  const all = names.map((name) => ({ name, data: '' }));
  expect(await files.codes(craftZip(all))).toEqual(['duplicate_name']);
});
