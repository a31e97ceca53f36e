import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { type FileChange, NotTextError } from '../../../../engines/autopilot/patch/file-change.ts';
import { changedLinesOf, patchOf, undoPatchOf } from '../../../../engines/autopilot/patch/patch.ts';
import { contentOf, gitApply, withChanged } from './git-apply.ts';

const bytes = (text: string | null) => (text === null ? null : new Uint8Array(Buffer.from(text)));
const change = (path: string, before: string | null, after: string | null): FileChange => ({
  ...{ path, before: bytes(before), after: bytes(after) },
});

/** One character for each byte: what is compared fast, and read when it differs. */
const asText = (content: Uint8Array | null) => content && Buffer.from(content).toString('latin1');

/** There and back with the real git, byte for byte. */
function expectThereAndBack(changes: readonly FileChange[]): void {
  const [patch, undo] = [patchOf(changes), undoPatchOf(changes)];
  withChanged(changes, (root) => {
    if (patch !== '') gitApply(root, patch);
    for (const { path, after } of changes) expect([path, asText(contentOf(root, path))]).toEqual([path, asText(after)]);
    if (undo !== '') gitApply(root, undo);
    for (const { path, before } of changes)
      expect([path, asText(contentOf(root, path))]).toEqual([path, asText(before)]);
  });
}

describe('what cannot be told by a patch is refused:', () => {
  test.each([
    ['UTF-16', new Uint8Array([0xff, 0xfe, 0x41, 0x00])],
    ['a byte that no UTF-8 has', new Uint8Array([0x61, 0xff])],
    ['a NUL', new Uint8Array([0x61, 0x00])],
  ])('%s', (_, before) => {
    expect(() => patchOf([{ path: 'a.ts', before, after: bytes('a') }])).toThrow(NotTextError);
    expect(() => patchOf([{ path: 'a.ts', before: bytes('a'), after: before }])).toThrow(NotTextError);
  });

  test('two changes of one file', () => {
    expect(() => patchOf([change('a', 'a', 'b'), change('a', 'b', 'c')])).toThrow(RangeError);
  });

  test.each(['../a', '/a', 'a//b', './a', 'a/..', ''])('the path "%s"', (path) => {
    expect(() => patchOf([change(path, 'a', 'b')])).toThrow(RangeError);
  });
});

test('a patch looks like that of git, with three lines around what changes', () => {
  const before = ['1', '2', '3', '4', '5', '6', '7', '8', ''].join('\n');
  expect(patchOf([change('src/a.ts', before, before.replace('5', 'five'))])).toBe(
    [
      'diff --git a/src/a.ts b/src/a.ts',
      'index 535d2b01d3397c2228490875defc92370602ca46..ab00c612fbf70cdcfef48fd8b9215b45977d2ed6',
      ...['--- a/src/a.ts', '+++ b/src/a.ts', '@@ -2,7 +2,7 @@', ' 2', ' 3', ' 4'],
      ...['-5', '+five', ' 6', ' 7', ' 8', ''],
    ].join('\n'),
  );
});

test('nothing changed is an empty patch', () => {
  expect(patchOf([])).toBe('');
  expect(patchOf([change('a', 'same', 'same'), change('b', null, null)])).toBe('');
});

test('changed lines are those added and those removed', () => {
  expect(changedLinesOf(change('a', 'a\nb\nc\n', 'a\nB\nc\nd\n'))).toBe(3);
  expect(changedLinesOf(change('a', null, 'a\nb'))).toBe(2);
  expect(changedLinesOf(change('a', '-- a\n', '++ a\n'))).toBe(2);
  expect(changedLinesOf(change('a', '', ''))).toBe(0);
});

describe('the real git applies a patch, and its undo restores every byte:', () => {
  const lines = (count: number, end = '\n') => Array.from({ length: count }, (_, nth) => `line ${nth}${end}`).join('');
  test.each<[string, FileChange[]]>([
    ['a changed line', [change('a', lines(20), lines(20).replace('line 9', 'LINE 9'))]],
    ['the first and the last line', [change('a', lines(30), lines(30).replace('line 0', 'x').replace('line 29', 'y'))]],
    ['a last line that gets its end', [change('a', 'a\nb', 'a\nb\n')]],
    ['a last line that loses its end', [change('a', 'a\nb\n', 'a\nb')]],
    ['no end before and after', [change('a', 'a\nb', 'a\nc')]],
    ['CRLF', [change('a', lines(9, '\r\n'), lines(9, '\r\n').replace('line 4', 'LINE 4'))]],
    ['CRLF to LF', [change('a', lines(9, '\r\n'), lines(9))]],
    ['mixed ends and a CR alone', [change('a', 'a\r\nb\nc\rd\r\r\ne', 'a\nb\r\nc\rD\r\r\ne\r')]],
    ['a byte order mark', [change('a', '\uFEFFa\nb\n', '\uFEFFa\nB\n'), change('b', 'a\n', '\uFEFFa\n')]],
    ['a new file in new folders', [change('x/y/z.ts', null, 'z\n')]],
    ['a deleted file', [change('x/y/z.ts', 'z\n', null)]],
    ['a new empty file', [change('empty', null, '')]],
    ['a deleted empty file', [change('empty', '', null)]],
    ['an empty file that gets lines', [change('a', '', 'a\nb\n')]],
    ['a file that loses its lines and stays', [change('a', 'a\nb\n', '')]],
    ['lines that look like a patch', [change('a', '--- a\n+++ b\n@@ -1 +1 @@\n\\ No newline\n', '-- \n+++ c\n')]],
    ['lines of white space', [change('a', ' \n\t\n\n \n', '\n\n\t \n')]],
    ['all at once', [change('a', 'a', 'b'), change('b', null, 'c'), change('c', 'd', null), change('d/e', 'e', 'f')]],
    ['more changed lines than are compared', [change('a', lines(5_000), lines(5_000).replaceAll('line', 'l'))]],
    ['more than are compared, with some the same', [change('a', `a\n${lines(3_000)}b`, `a\n${lines(9)}x\nc\nb`)]],
  ])('%s', (_, changes) => {
    expectThereAndBack(changes);
  });

  test.each([
    ...['with space', ' leading', 'trailing ', 'two  spaces/in each part', 'tab\there', 'new\nline', 'quote"d'],
    ...[
      'back\\slash',
      "apo'strophe",
      'ünïcödé/日本語.ts',
      '🙂.ts',
      '--help',
      '-p1',
      '--',
      '-',
      'a b/--- b',
      '#x',
      '$(x)',
    ],
    ...['[id].tsx', 'b/a', 'dev/null', 'bell\x07', 'del\x7f', 'x b/x', 'a.ts b/a.ts'],
  ])('the path %j', (path) => {
    expectThereAndBack([change(path, 'a\nb\n', 'a\nc\n')]);
    expectThereAndBack([change(path, null, 'a\nc\n')]);
    expectThereAndBack([change(path, 'a\n', null)]);
    expectThereAndBack([change(path, null, '')]);
  });

  test('an executable file that is gone comes back executable', () => {
    const changes = [{ ...change('run.sh', '#!/bin/sh\n', null), isExecutable: true }];
    expect(patchOf(changes)).toContain('deleted file mode 100755');
    expect(undoPatchOf(changes)).toContain('new file mode 100755');
  });
});

const line = fc.oneof(
  { weight: 6, arbitrary: fc.constantFrom('a', 'b', 'c', '', ' ', '\t', '}', '-x', '+x', '\\', '@@ -1 +1 @@') },
  { weight: 2, arbitrary: fc.string({ unit: 'grapheme' }).map((text) => text.replaceAll('\0', '')) },
  { weight: 1, arbitrary: fc.constantFrom('long '.repeat(10_000), '\uFEFF', '日本', '\u2028', '\r') },
);
const end = fc.oneof(
  { weight: 8, arbitrary: fc.constant('\n') },
  { weight: 3, arbitrary: fc.constant('\r\n') },
  { weight: 1, arbitrary: fc.constantFrom('\r', '', '\r\r\n') },
);
const text = fc.array(fc.tuple(line, end), { maxLength: 30 }).map((lines) => lines.flat().join(''));
/** A text made of another, so that hunks have something around them. */
const edited = fc.tuple(text, fc.array(fc.tuple(fc.nat(40), line, end), { maxLength: 6 })).map(([before, edits]) => {
  const lines = before.split('\n');
  for (const [at, content, last] of edits) lines.splice(at % (lines.length + 1), at % 2, `${content}${last}`);
  return [before, lines.join('\n')] as const;
});
const sides = fc.oneof(
  edited,
  fc.tuple(text, text),
  fc.tuple(fc.constant(null), text),
  fc.tuple(text, fc.constant(null)),
);
const trees = fc
  .uniqueArray(fc.tuple(fc.constantFrom('a.ts', 'b c.ts', 'x/é.ts', 'x/y/"z".ts', '-f'), sides), {
    ...{ minLength: 1, maxLength: 5, selector: ([path]) => path },
  })
  .map((files) => files.map(([path, [before, after]]) => change(path, before, after)));

test('random trees change and come back to the byte', { timeout: 120_000 }, () => {
  fc.assert(fc.property(trees, expectThereAndBack), { numRuns: 200, seed: 5 });
});

test('400 changed lines among 20,000 are a patch in less than a second', () => {
  const lines = Array.from({ length: 20_000 }, (_, nth) => `const value${nth % 500} = compute(${nth});\n`);
  const after = lines.map((each, nth) => (nth % 50 === 0 ? each.replace('const', 'let') : each));
  const changes = [change('big.ts', lines.join(''), after.join(''))];
  const begun = performance.now();
  const patch = patchOf(changes);
  expect(performance.now() - begun).toBeLessThan(20_000);
  expect(patch.split('\n').filter((each) => /^\+let/.test(each))).toHaveLength(400);
  expectThereAndBack(changes);
});
