import { expect, test } from 'vitest';
import * as z from 'zod';
import { parseEnv } from '../../shared/env.ts';

const Env = z.object({ TABLE_NAME: z.string().min(3), API_URL: z.url() });

test('the environment is what the schema says, and no more', () => {
  const environment = { TABLE_NAME: 'things', API_URL: 'https://api.example', PATH: '/bin' };
  expect(parseEnv(Env, environment)).toEqual({ TABLE_NAME: 'things', API_URL: 'https://api.example' });
});

test('everything that is missing or wrong is named at once, without its value', () => {
  const parse = () => parseEnv(Env, { API_URL: 'secret-value' });
  expect(parse).toThrow(/TABLE_NAME: .*; API_URL: /);
  expect(parse).not.toThrow(/secret-value/);
});
