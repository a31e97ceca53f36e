import { describe, expect, test } from 'vitest';
import { RecipeError } from '../../../../../engines/autopilot/act/act.ts';
import { actOn, recipeOf } from '../kit.ts';

async function edited(action: Readonly<Record<string, unknown>>, text: string, path = 'src/a.ts'): Promise<string> {
  const { texts } = await actOn(recipeOf({ type: 'ast-grep', ...action }), { [path]: text });
  return texts[path] ?? text;
}

const call = { rule: { pattern: 'a($X)' }, fix: 'b($X)' };

test('texts, comments and templates that look like a match are not edited', async () => {
  const text = `a(1); // a(2)\n/* a(3) */ const s = 'a(4)' + "a(5)" + \`a(6) \${a(7)}\`;`;
  expect(await edited(call, text)).toBe(text.replace('a(1)', 'b(1)').replace('a(7)', 'b(7)'));
});

test('characters beyond the basic plane move no edit', async () => {
  expect(await edited(call, "const s = '😀é'; a('😀'); a('é');")).toBe("const s = '😀é'; b('😀'); b('é');");
});

test('of matches in each other the outer one comes first, and then the inner one', async () => {
  expect(await edited(call, 'a(a(a(1)));')).toBe('b(b(b(1)));');
});

test('a list of nodes keeps its commas, comments and lines', async () => {
  const action = { rule: { pattern: 'a($FIRST, $$$REST)' }, fix: 'b($$$REST)' };
  expect(await edited(action, 'a(1, 2, /* three */ 3,\n\t4);')).toBe('b(2, /* three */ 3,\n\t4);');
});

test('a fix that would lose a comment is not made', async () => {
  const text = 'a(/* why */ 1);\na(/* in it */ c);\n';
  expect(await edited({ rule: { pattern: 'a($X)' }, fix: 'b()' }, text)).toBe(text);
});

test('lines of a fix end as those around them', async () => {
  const action = { rule: { pattern: 'a($X)' }, fix: 'b(\n  $X\n)' };
  expect(await edited(action, 'a(1);\r\nc();\n')).toBe('b(\r\n  1\r\n);\r\nc();\n');
  expect(await edited(action, 'c();\n\na(1);')).toBe('c();\n\nb(\n  1\n);');
});

describe('what is taken out goes', () => {
  const action = { rule: { kind: 'debugger_statement' }, fix: '' };
  test.each([
    ['with its line', 'a();\n  debugger;\nb();\n', 'a();\nb();\n'],
    ['with the blanks before a comment', 'a();\n  debugger; // why\nb();\n', 'a();\n  // why\nb();\n'],
    ['from the end of a file without a last line end', 'a();\r\ndebugger', 'a();'],
    ['from between others', '{ debugger; }', '{ }'],
    ['from behind another', 'a(); debugger;\nb();', 'a();\nb();'],
    ['and leaves nothing of a file that was nothing else', 'debugger;\n', ''],
  ])('%s', async (_, text, expected) => {
    expect(await edited(action, text)).toBe(expected);
  });
});

test('the neighbours that a fix asks for go with the match', async () => {
  const action = {
    rule: { kind: 'pair', has: { field: 'key', regex: '^old$' } },
    fix: { template: '', expandEnd: { regex: '^,$' } },
  };
  expect(await edited(action, 'const a = { old: 1, b: 2 };')).toBe('const a = { b: 2 };');
});

test('constraints are asked, and transforms are made', async () => {
  const action = {
    rule: { pattern: 'a($X)' },
    constraints: { X: { kind: 'identifier', regex: '^get' } },
    transform: {
      NAME: { substring: { source: '$X', startChar: 3 } },
      LOW: { convert: { source: '$NAME', toCase: 'lowerCase' } },
      PLAIN: { replace: { source: '$X', replace: '^get(\\w)', by: '$1-' } },
    },
    fix: 'b.$LOW($PLAIN)',
  };
  expect(await edited(action, 'a(getName); a(name);')).toBe('b.name(N-ame); a(name);');
});

test('a file is asked once what it must have, and what it must not', async () => {
  const where = { ...call, where: { pattern: "import $A from 'x'" }, unless: { kind: 'class_declaration' } };
  expect(await edited(where, "import x from 'x';\na(1);")).toBe("import x from 'x';\nb(1);");
  expect(await edited(where, "import x from 'y';\na(1);")).toBe("import x from 'y';\na(1);");
  expect(await edited(where, "import x from 'x';\na(1);class C {}")).toBe("import x from 'x';\na(1);class C {}");
});

test('only files of the languages are edited, each by its own grammar', async () => {
  const action = { ...call, languages: ['js'] };
  expect(await edited(action, 'a(1);', 'a.mjs')).toBe('b(1);');
  expect(await edited(action, 'a(1);', 'a.ts')).toBe('a(1);');
  expect(await edited(call, 'x = c < d > (a(1));', 'a.js')).toBe('x = c < d > (b(1));');
});

test('a rule that ast-grep does not take is an error of the recipe', async () => {
  await expect(edited({ rule: { kind: 'nope' }, fix: '' }, 'a();')).rejects.toThrow(RecipeError);
});
