import { createHash } from 'node:crypto';
import { Validator } from '@seriousme/openapi-schema-validator';
import { describe, expect, test } from 'vitest';
import { z } from 'zod';
import { contracts } from '../../build/contracts.ts';
import { docsPage } from '../../build/docs.ts';
import { openApiDocument } from '../../build/openapi.ts';
import { AppError, type ErrorCode, errorCatalog } from '../../shared/errors.ts';
import { toProblem } from '../../shared/problem.ts';

const isCode = (code: string): code is ErrorCode => code in errorCatalog;
const codes = Object.keys(errorCatalog).filter(isCode);
const document = openApiDocument(contracts, '1.2.3');
const docs = docsPage(contracts, document, '1.2.3');
const ids = [...docs.html.matchAll(/ id="([^"]+)"/g)].map(([, id]) => String(id));

const Parameter = z.object({ name: z.string(), in: z.enum(['path', 'query', 'header']), required: z.boolean() });
const Operation = z.object({ operationId: z.string(), parameters: z.array(Parameter).default([]) });
const paths = z.record(z.string(), z.record(z.string(), Operation)).parse(document.paths);
const operations = Object.entries(paths).flatMap(([path, methods]) =>
  Object.entries(methods).map(([method, operation]) => ({ path, method, ...operation })),
);

function referencesIn(value: unknown): string[] {
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([key, inner]) =>
    key === '$ref' && typeof inner === 'string' ? [inner] : referencesIn(inner),
  );
}

/** RFC 6901. */
function at(pointer: string): unknown {
  const steps = pointer
    .replace(/^#\//, '')
    .split('/')
    .map((step) => step.replaceAll('~1', '/').replaceAll('~0', '~'));
  return steps.reduce<unknown>(
    (inner, step) => (typeof inner === 'object' && inner !== null ? Reflect.get(inner, step) : undefined),
    document,
  );
}

describe('the OpenAPI document', () => {
  test('is valid OpenAPI 3.1', async () => {
    const validator = new Validator();
    // The validator resolves references in place, so it gets a copy.
    const { valid, errors } = await validator.validate(structuredClone(document));
    expect(errors ?? []).toEqual([]);
    expect({ valid, version: validator.version }).toEqual({ valid: true, version: '3.1' });
  });

  test('would be refused with an operation that says nothing', async () => {
    const broken = { ...document, paths: { '/x': { get: { responses: { 200: {} } } } } };
    expect((await new Validator().validate(structuredClone(broken))).valid).toBe(false);
  });

  test('declares every parameter of every path, and no other', () => {
    const wrong = operations.filter(({ path, parameters }) => {
      const inPath = [...path.matchAll(/\{([^}+]+)\+?\}/g)].map(([, name]) => String(name));
      const declared = parameters.filter((parameter) => parameter.in === 'path').map(({ name }) => name);
      return inPath.sort().join() !== declared.sort().join();
    });
    expect(operations).not.toHaveLength(0);
    expect(wrong).toEqual([]);
  });

  test('names every operation differently', () => {
    const names = operations.map(({ operationId }) => operationId);
    expect(names.filter((name, index) => names.indexOf(name) !== index)).toEqual([]);
  });

  test('refers only to what it contains', () => {
    const references = [...new Set(referencesIn(document))];
    expect(references).not.toHaveLength(0);
    expect(references.filter((reference) => !reference.startsWith('#/') || at(reference) === undefined)).toEqual([]);
  });
});

describe('the reference page', () => {
  test.each(codes)('has the place that the type of a problem %s points at', (code) => {
    const { type } = toProblem(new AppError(code, 'detail'), 'req_1', 'https://api.example');
    const { pathname, hash } = new URL(type);
    expect(pathname).toBe(contracts.platform.docs.path);
    expect(ids).toContain(hash.slice(1));
  });

  test('has every id once', () => {
    expect(ids.filter((id, index) => ids.indexOf(id) !== index)).toEqual([]);
  });

  test('has an article for every operation', () => {
    expect(operations.filter(({ operationId }) => !ids.includes(operationId))).toEqual([]);
  });

  test('links only to what it has', () => {
    const links = [...docs.html.matchAll(/href="#([^"]+)"/g)].map(([, id]) => String(id));
    expect(links).not.toHaveLength(0);
    expect(links.filter((id) => !ids.includes(id))).toEqual([]);
  });

  // https://www.w3.org/TR/CSP3/#match-element-to-source-list
  test('has a policy that fits its one style, and runs no script', () => {
    const styles = [...docs.html.matchAll(/<style>([\s\S]*?)<\/style>/g)].map(([, text]) => String(text));
    const hashes = styles.map((text) => `'sha256-${createHash('sha256').update(text).digest('base64')}'`);
    const allowed = docs.policy.split('; ').find((directive) => directive.startsWith('style-src '));
    expect(allowed?.split(' ').slice(1)).toEqual(hashes);
    expect(docs.policy).toContain("default-src 'none'");
    expect(docs.html).not.toMatch(/<script|\son\w+=|\sstyle=/i);
  });
});
