import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { findGatesFile, GatesFileError } from '../../../../engines/autopilot/gates/gates-file.ts';
import { readGatesFile } from '../../../../engines/autopilot/gates/read-gates-file.ts';

const read = (text: string) => readGatesFile(new TextEncoder().encode(text));

function problemsOf(run: () => unknown): string[] {
  try {
    run();
  } catch (error) {
    if (!(error instanceof GatesFileError)) throw error;
    return error.problems.map(({ line, column, message }) => `${line}:${column} ${message}`);
  }
  return [];
}

const bomb = ['a: &a [x, x, x, x]', 'b: &b [*a, *a, *a, *a]', 'c: &c [*b, *b, *b, *b]', 'protected: *c'].join('\n');

describe('a file that cannot be understood is refused with the place:', () => {
  test.each([
    ['a number out of its bounds', 'budget: {maxFiles: 99}', '1:20 budget.maxFiles: Too big'],
    ['too few lines', 'version: 1\nbudget:\n  maxLinesPerFile: 9', '3:20 budget.maxLinesPerFile: Too small'],
    ['a setting that there is not', 'gates:\n  deltas:\n    typez: 0', '3:5 gates.deltas.typez: There is no such'],
    ['type errors that may rise', 'gates: {deltas: {types: 1}}', '1:25 gates.deltas.types: Too big'],
    ['failures that are kept', 'gates:\n  rollbackOnFailure: false', '2:22 gates.rollbackOnFailure: It is always true'],
    ['a glob that takes away', 'protected:\n  - src/**\n  - "!auth/**"', '3:5 protected.1: A glob with "!" would take'],
    ['a key twice', 'version: 1\nversion: 1', '2:1 Map keys must be unique.'],
    ['a list that does not end', 'protected: [a', 'and end with a ]'],
    ['a tag', 'protected: !!js/function "x"', 'Unresolved tag'],
    ['several documents', 'version: 1\n---\nversion: 1', '2:1 Source contains multiple documents'],
    ['a key that is a map', '? {a: 1}\n: 2', 'all keys must be strings'],
    ['a prototype', '__proto__: {a: 1}', '1:1 __proto__: There is no such setting.'],
    ['merged keys', 'a: &a {maxFiles: 50}\nbudget:\n  <<: *a', '3:3 budget.<<: There is no such setting.'],
    ['an alias of nothing', 'protected: *none', 'Its aliases stand for nothing'],
    ['aliases that grow', bomb, 'Its aliases stand for nothing, or for too much'],
    ['an alias of itself', 'protected: &a [*a]', '1:16 protected.0: Invalid input'],
    ['deep lists', `protected: ${'['.repeat(20_000)}`, 'It is nested too deeply.'],
    ['deep lists of dashes', `protected:\n  ${'- '.repeat(20_000)}a`, 'It is nested too deeply.'],
    ['another version', 'version: 2', '1:10 version: Invalid input'],
    ['a list', '- 1', '1:1 The file: Invalid input'],
    ['a text', 'yes', '1:1 The file: Invalid input'],
    ['too much', `# ${'x'.repeat(70_000)}`, 'It is larger than 65536 bytes.'],
  ])('%s', (_, text, problem) => {
    expect(problemsOf(() => read(text))).toContainEqual(expect.stringContaining(problem));
  });

  test('bytes that are not UTF-8', () => {
    expect(problemsOf(() => readGatesFile(Uint8Array.of(0x61, 0xff)))).toEqual([
      'undefined:undefined It is not valid UTF-8.',
    ]);
  });

  test('whatever the bytes are, it is read or refused, and nothing else happens', () => {
    fc.assert(fc.property(fc.uint8Array({ maxLength: 200 }), (bytes) => void problemsOf(() => readGatesFile(bytes))));
    const yaml = fc.stringMatching(/^[\n :?&*![\]{}a"'|>%-]{0,60}$/);
    fc.assert(fc.property(yaml, (text) => void problemsOf(() => read(text))));
  });
});

test('the message of the error says all and that nothing is changed', () => {
  expect(() => read('budget: 1\nx: 2')).toThrow(
    '.odavl/gates.yml cannot be used, so nothing is changed. Line 1: budget: Invalid input: expected object, received number. Line 2: x: There is no such setting.',
  );
});

test('a good file is read, with anchors, comments and a byte order mark', () => {
  const text =
    '\uFEFFversion: 1 # ours\nbudget: {maxFiles: 3}\ngates:\n  deltas: {lint: -2}\nprotected: [&a billing/**, *a]\n';
  expect(read(text)).toEqual({
    version: 1,
    budget: { maxFiles: 3 },
    gates: { deltas: { lint: -2 } },
    protected: ['billing/**', 'billing/**'],
  });
  expect(read('')).toEqual({ version: 1 });
  expect(read('# nothing yet\n')).toEqual({ version: 1 });
});

test('the file is found by its exact name, and a name that is almost right is refused', () => {
  expect(findGatesFile(['src/a.ts', '.odavl/gates.yml'])).toBe('.odavl/gates.yml');
  expect(findGatesFile(['src/.odavl/gates.yml', '.odavl/notes.md'])).toBeUndefined();
  for (const wrong of ['.odavl/gates.yaml', '.ODAVL/gates.yml', '.odavl/Gates.yml', '.odavl/gates.json']) {
    expect(() => findGatesFile([wrong])).toThrow(`not "${wrong}"`);
  }
});
