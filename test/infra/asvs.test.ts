import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';

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

/** As GitHub makes them of headings. */
function anchorsIn(markdown: string): string[] {
  return [...markdown.matchAll(/^#+ (.+)$/gm)].map(([, heading = '']) =>
    heading
      .toLowerCase()
      .replace(/[^\p{L}\p{N} _-]/gu, '')
      .replaceAll(' ', '-'),
  );
}
