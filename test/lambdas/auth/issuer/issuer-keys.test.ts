import { beforeAll, expect, test } from 'vitest';
import { IssuerFailure } from '../../../../lambdas/auth/issuer/issuer.ts';
import { createIssuerKeys } from '../../../../lambdas/auth/issuer/issuer-keys.ts';
import { type FakeIssuer, fakeWeb, newIssuer } from './fake-issuer.ts';

let issuer: FakeIssuer;
beforeAll(async () => {
  issuer = await newIssuer('https://ci.example');
});

test('the documents are read once for many tokens, and again after ten minutes', async () => {
  const { fetchDocument, asked } = fakeWeb(issuer.documents);
  const find = createIssuerKeys(fetchDocument);
  const readsAfter = async (ms: number, kid: string = issuer.kid) => {
    await find(issuer.url, kid, ms);
    return asked.length;
  };
  expect(await readsAfter(0)).toBe(2);
  expect(await readsAfter(599_999)).toBe(2);
  expect(await readsAfter(600_000)).toBe(4);
  expect(await readsAfter(629_999, 'unknown')).toBe(4);
  expect(await readsAfter(630_000, 'unknown')).toBe(6);
});

test('fifty at the same moment read once', async () => {
  const { fetchDocument, asked } = fakeWeb(issuer.documents);
  const find = createIssuerKeys(fetchDocument);
  await Promise.all(Array.from({ length: 50 }, () => find(issuer.url, issuer.kid, 0)));
  expect(asked).toHaveLength(2);
});

test('an issuer that failed is asked again after half a minute', async () => {
  const documents: Record<string, unknown> = {};
  const { fetchDocument, asked } = fakeWeb(documents);
  const find = createIssuerKeys(fetchDocument);
  await expect(find(issuer.url, issuer.kid, 0)).rejects.toBeInstanceOf(IssuerFailure);
  Object.assign(documents, issuer.documents);
  await expect(find(issuer.url, issuer.kid, 29_999)).rejects.toBeInstanceOf(IssuerFailure);
  expect(asked).toHaveLength(1);
  expect(await find(issuer.url, issuer.kid, 30_000)).toHaveLength(1);
});

test('an issuer whose own last slash counts is found at the same place', async () => {
  const slash = await newIssuer('https://slash.example/');
  const { fetchDocument, asked } = fakeWeb(slash.documents);
  expect(await createIssuerKeys(fetchDocument)(slash.url, slash.kid, 0)).toHaveLength(1);
  expect(asked[0]).toBe('https://slash.example/.well-known/openid-configuration');
});

test.each<[string, (documents: Record<string, unknown>) => void]>([
  [
    'no discovery document',
    (documents) => delete documents[`${'https://ci.example'}/.well-known/openid-configuration`],
  ],
  [
    'one of another issuer',
    (documents) =>
      Object.assign(documents, {
        'https://ci.example/.well-known/openid-configuration': {
          issuer: 'https://ci.example/',
          jwks_uri: 'https://ci.example/jwks',
        },
      }),
  ],
  [
    'one without keys',
    (documents) =>
      Object.assign(documents, {
        'https://ci.example/.well-known/openid-configuration': { issuer: 'https://ci.example' },
      }),
  ],
  ['a key set that is none', (documents) => Object.assign(documents, { 'https://ci.example/jwks': [] })],
  [
    'far too many keys',
    (documents) =>
      Object.assign(documents, { 'https://ci.example/jwks': { keys: Array.from({ length: 101 }, () => ({})) } }),
  ],
])('an issuer with %s fails', async (_, spoil) => {
  const documents: Record<string, unknown> = { ...issuer.documents };
  spoil(documents);
  await expect(createIssuerKeys(fakeWeb(documents).fetchDocument)(issuer.url, 'x', 0)).rejects.toBeInstanceOf(
    IssuerFailure,
  );
});

test('of a key set only public keys are kept', async () => {
  const keys = [{ kty: 'oct', k: 'c2VjcmV0' }, { kty: 'unknown' }, 'noise', null, issuer.jwk];
  const documents = { ...issuer.documents, 'https://ci.example/jwks': { keys } };
  const found = await createIssuerKeys(fakeWeb(documents).fetchDocument)(issuer.url, issuer.kid, 0);
  expect(found).toEqual([issuer.jwk]);
});
