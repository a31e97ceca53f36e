import { describe, expect, it } from 'vitest';
import { detector as complexity } from '../../../../engines/insight/detectors/complexity/detector.ts';
import { detector as network } from '../../../../engines/insight/detectors/network/detector.ts';
import { detector as performance } from '../../../../engines/insight/detectors/performance/detector.ts';
import { detector as runtime } from '../../../../engines/insight/detectors/runtime/detector.ts';
import { parseFile } from '../../../../engines/insight/source/parsed-file.ts';

const times = (count: number, line: (nth: number) => string) =>
  Array.from({ length: count }, (_, nth) => line(nth)).join('\n');

/** Shapes that are slow, or endless, for who looks again at each step. */
const shapes: Readonly<Record<string, string>> = {
  'a file of 20,000 lines': times(
    5_000,
    (nth) => `function f${nth}(a) {\n  if (a) return f${nth}(a - 1);\n  a.b();\n}`,
  ),
  'a sum of 20,000 terms': `x = 'a'${" + 'a'".repeat(20_000)};`,
  'a chain of 5,000 calls': `a${'.then((b) => b)'.repeat(5_000)};`,
  '5,000 reads in a row': `async function f() {\n${times(5_000, (nth) => `const a${nth} = await getA(${nth});`)}\n}`,
  '1,000 nested functions': `${'(() => { if (a) { f(); '.repeat(1_000)}${'} })();'.repeat(1_000)}`,
  '2,000 nested blocks': `function f() { ${'{ a(); '.repeat(2_000)}${'}'.repeat(2_000)} }`,
  '3,000 branches of else': `function f() { ${'if (a) b(); else '.repeat(3_000)} c(); }`,
  'objects that are spread into themselves': 'const a = { ...b }; const b = { ...a, ...b }; fetch(url, a);',
  'names that stand for themselves':
    'const a = b; const b = a; const c = c.d; a(); c(); fetch(a, b); if (a == b) throw c;',
  'loops in loops': `async function f(a) { ${'for (const b of a) { a.indexOf(b); await getA(b); '.repeat(300)}${'}'.repeat(300)} }`,
};

describe('the detectors of syntax', () => {
  it.each(Object.entries(shapes))('come to an end with %s', (_, text) => {
    const file = parseFile({ path: 'src/a.ts', language: 'ts', text, hasBom: false });
    const check = () => {
      for (const { checkFile } of [complexity, network, performance, runtime]) checkFile(file, () => undefined);
    };
    expect(check).not.toThrow();
  });
});
