import { readFileSync } from 'node:fs';
import * as z from 'zod';
import { parseEnv } from '../../shared/env.ts';
import { httpHandler } from '../../shared/http.ts';
import { createLogger } from '../../shared/log.ts';
import { Reply } from '../../shared/route.ts';
import { documentedUrl, platformContract } from './contract.ts';
import { ApiEnv } from './env.ts';

const env = parseEnv(ApiEnv);

/** Files that the build writes beside this bundle. */
const read = (name: string) =>
  readFileSync(new URL(name, import.meta.url), 'utf8').replaceAll(documentedUrl, env.API_URL);
const build = z.object({ version: z.string(), commit: z.string() }).parse(JSON.parse(read('./build.json')));
const openApi = read('./openapi.json');
const docs = z.object({ html: z.string(), policy: z.string() }).parse(JSON.parse(read('./docs.json')));

const cacheable = { 'cache-control': 'public, max-age=300' };

export const handler = httpHandler(
  platformContract,
  {
    health: async () => ({ status: 'ok', ...build }),
    openApi: async () => new Reply(openApi, { 'content-type': 'application/json', ...cacheable }),
    docs: async () =>
      new Reply(docs.html, {
        'content-type': 'text/html; charset=utf-8',
        'content-security-policy': docs.policy,
        ...cacheable,
      }),
  },
  { apiUrl: env.API_URL, log: createLogger({ service: 'platform' }), now: Date.now },
);
