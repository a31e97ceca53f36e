import { globSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { entries } from '../../build/bundle.ts';
import { synthesize } from './synth.ts';

const world = synthesize('prod');

/** Executables and shared objects, plain or brotli-compressed as Chromium comes. */
function nativeParts(entry: string): string[] {
  return filesOf(entry).filter((path) => /\.(?:node|so|wasm\.so|br)$/.test(path) || isElf(path));
}

function isElf(path: string): boolean {
  return (
    !/\.(?:[mc]?js|json|map|md|txt|ts)$/.test(path) &&
    readFileSync(path).subarray(0, 4).toString('latin1') === '\x7fELF'
  );
}

function filesOf(entry: string): string[] {
  const directory = join('dist/lambdas', entry);
  return globSync('**/*', { cwd: directory })
    .map((path) => join(directory, path))
    .filter((path) => statSync(path).isFile());
}

describe.each(entries())('the asset of %s', (entry) => {
  // https://docs.aws.amazon.com/lambda/latest/dg/gettingstarted-limits.html
  test('is smaller than 250 MB unzipped', () => {
    const bytes = filesOf(entry).reduce((sum, path) => sum + statSync(path).size, 0);
    expect(bytes).toBeGreaterThan(0);
    expect(bytes).toBeLessThan(250 * 1024 * 1024);
  });

  test('runs on arm64, unless it has native parts', () => {
    const fn = world.of('AWS::Lambda::Function').find((each) => world.entryOf(each) === entry);
    expect(fn?.properties.Architectures).toEqual([nativeParts(entry).length > 0 ? 'x86_64' : 'arm64']);
  });
});
