import { globSync, readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { docsPage } from '../../build/docs.ts';
import { AppError, type ErrorCode, errorCatalog } from '../../shared/errors.ts';
import { problemType } from '../../shared/problem.ts';

const codes = Object.keys(errorCatalog).filter((code): code is ErrorCode => code in errorCatalog);

test('every error is a 4xx or 5xx with a title and advice in a sentence', () => {
  for (const code of codes) {
    const [status, title, help] = errorCatalog[code];
    expect(status).toBeGreaterThanOrEqual(400);
    expect(status).toBeLessThan(600);
    expect(title).not.toBe('');
    expect(help).toMatch(/\.$/);
    expect(new AppError(code, 'x').status).toBe(status);
  }
});

test('a client can meet every error: each is thrown somewhere', () => {
  const source = globSync('{shared,lambdas}/**/*.ts', {
    exclude: (path) => /contract\.ts$|errors\.ts$|node_modules/.test(path),
  })
    .map((path) => readFileSync(path, 'utf8'))
    .join('\n');
  expect(codes.filter((code) => !source.includes(`'${code}'`))).toEqual([]);
});

test('the type of every problem has its heading in the reference', () => {
  const { html } = docsPage({}, { components: { schemas: {} } }, '1');
  for (const code of codes) {
    const anchor = new URL(problemType(code, 'https://api.example')).hash.slice(1);
    expect(html).toContain(`id="${anchor}"`);
  }
});
