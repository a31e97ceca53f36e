import { expect, test } from 'vitest';
import { nameOf } from '../../bench/calls.ts';
import { entries } from '../../build/bundle.ts';
import { readAssembly } from '../../local/assembly/model.ts';

test('the bench knows every function by the name of its entry, each by its own', async () => {
  const endpoints = { apiUrl: 'http://127.0.0.1:4000', awsEndpoint: 'http://127.0.0.1:4566' };
  const { functions } = await readAssembly('cdk.out/local', endpoints);
  expect(functions.map(nameOf).sort()).toEqual(entries());
});
