import { createHash, randomBytes } from 'node:crypto';
import * as z from 'zod';
import type { Client } from '../client.ts';
import type { Scene } from './scene.ts';

const Made = z.object({ apiKey: z.object({ id: z.string() }), secret: z.string() });

export interface OpenRotation {
  readonly client: Client;
  readonly keyId: string;
}

/** API keys. Replies a key whose old secret the job has to close. */
export async function tryKeys({ call, anybody, newBoss }: Scene): Promise<OpenRotation> {
  const { client } = await newBoss();
  const make = async () => {
    const body = { name: 'K', scopes: ['projects:read'] };
    return (await call(client, 'POST /v1/api-keys', 201, { body })).as(Made);
  };
  const rotate = async (id: string, gracePeriodSeconds: number) => {
    const asked = { params: { id }, body: { gracePeriodSeconds } };
    return (await call(client, 'POST /v1/api-keys/{id}/rotate', 200, asked)).as(Made).secret;
  };
  const { apiKey, secret } = await make();
  const params = { id: apiKey.id };
  await call(client, 'GET /v1/api-keys', 200);
  await call(client, 'GET /v1/api-keys/{id}', 200, { params });
  await call(client, 'PATCH /v1/api-keys/{id}', 200, { params, body: { burstPerMinute: 100 } });
  const next = await rotate(apiKey.id, 3_600);
  for (const each of [secret, next]) await call(anybody.with(each), 'GET /v1/projects', 200);
  await call(client, 'POST /v1/api-keys/{id}/rotate/close', 200, { params });
  await call(client, 'DELETE /v1/api-keys/{id}', 204, { params });

  const foreign = randomBytes(32).toString('hex');
  const sha256 = createHash('sha256').update(foreign).digest('hex');
  const body = { keys: [{ name: 'Old', scopes: ['projects:read'], sha256 }] };
  await call(client, 'POST /v1/api-keys/import', 200, { body });
  await call(anybody.with(foreign), 'GET /v1/projects', 200);
  // Nobody here can sign like the scanner; what it does then has the grants of revoking.
  const leaks = [{ token: foreign, type: 'odavl_api_key', url: '', source: 'commit' }];
  await call(anybody, 'POST /v1/api-keys/leaked', 401, { body: leaks });

  const waiting = await make();
  await rotate(waiting.apiKey.id, 2);
  return { client, keyId: waiting.apiKey.id };
}
