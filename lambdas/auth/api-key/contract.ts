import * as z from 'zod';
import { pageOf, pageQuery, route } from '../../../shared/route.ts';
import { ApiKey, ApiKeyChange, ApiKeyId, NewApiKey } from './api-key.ts';
import { Import, ImportResult } from './import.ts';
import { LeakLabel, Leaks } from './leak/leak.ts';
import { defaultGraceSeconds, maxGraceSeconds } from './rotation/rotation.ts';

const params = z.strictObject({ id: ApiKeyId });

export const apiKeyContract = {
  createApiKey: route({
    method: 'POST',
    path: '/v1/api-keys',
    summary: 'Create an API key',
    description: 'The secret is shown in this reply and never again.',
    access: 'keys:create',
    body: NewApiKey,
    reply: {
      status: 201,
      description: 'The key and its secret.',
      body: z.object({ apiKey: ApiKey, secret: z.string() }),
    },
    isIdempotent: true,
  }),
  listApiKeys: route({
    method: 'GET',
    path: '/v1/api-keys',
    summary: 'List API keys, newest first',
    access: 'keys:read',
    query: z.strictObject(pageQuery),
    reply: { status: 200, description: 'A page of keys, without secrets.', body: pageOf(ApiKey) },
    errors: ['invalid_cursor'],
  }),
  getApiKey: route({
    method: 'GET',
    path: '/v1/api-keys/{id}',
    summary: 'Read an API key',
    access: 'keys:read',
    params,
    reply: { status: 200, description: 'The key, without its secret.', body: ApiKey },
    errors: ['not_found'],
  }),
  updateApiKey: route({
    method: 'PATCH',
    path: '/v1/api-keys/{id}',
    summary: 'Change an API key',
    description: 'Holds for all secrets of the key, everywhere within 60 seconds. `null` takes a restriction away.',
    access: 'keys:create',
    params,
    body: ApiKeyChange,
    reply: { status: 200, description: 'The key after the change.', body: ApiKey },
    errors: ['not_found', 'conflict', 'precondition_failed', 'unavailable'],
  }),
  rotateApiKey: route({
    method: 'POST',
    path: '/v1/api-keys/{id}/rotate',
    summary: 'Give an API key a new secret',
    description:
      'Both secrets work during the grace time; `rotation` says who still uses the old one. The old one closes itself when it ' +
      'was unused for a day (half the grace time, if that is less) after the new one was first used, and at the latest when ' +
      'the grace time is over. The new secret is shown in this reply and never again.',
    access: 'keys:create',
    params,
    body: z.strictObject({
      gracePeriodSeconds: z
        .number()
        .int()
        .min(0)
        .max(maxGraceSeconds)
        .default(defaultGraceSeconds)
        .describe('How long the old secret works at most; 0 ends it at once.'),
    }),
    reply: {
      status: 200,
      description: 'The key and its new secret.',
      body: z.object({ apiKey: ApiKey, secret: z.string() }),
    },
    errors: ['not_found', 'conflict', 'unavailable'],
    isIdempotent: true,
  }),
  closeApiKeyRotation: route({
    method: 'POST',
    path: '/v1/api-keys/{id}/rotate/close',
    summary: 'End the old secret of a rotation now',
    access: 'keys:create',
    params,
    reply: { status: 200, description: 'The key, with one secret.', body: ApiKey },
    errors: ['not_found', 'conflict', 'unavailable'],
  }),
  importApiKeys: route({
    method: 'POST',
    path: '/v1/api-keys/import',
    summary: 'Take over keys that were made elsewhere',
    description:
      'By the SHA-256 of each secret as it is sent. Secrets have 16 to 1,024 visible characters, no comma, and are not shaped ' +
      'like a JWT; those that begin with `odavl_` are made by us only. Each key is taken over whole or not at all.',
    access: 'keys:create',
    body: Import,
    reply: {
      status: 200,
      description: 'What became of each key, in the order of the request.',
      body: z.object({ results: z.array(ImportResult) }),
    },
    isIdempotent: true,
    cost: 10,
  }),
  reportLeakedApiKeys: route({
    method: 'POST',
    path: '/v1/api-keys/leaked',
    summary: 'Tell of keys that were found in public',
    description:
      'For secret scanners, in the form of GitHub’s partner programme: signed by `Github-Public-Key-Identifier` and ' +
      '`Github-Public-Key-Signature`. Keys of ours are revoked, and their owners and admins get a mail.',
    access: 'public',
    body: Leaks,
    reply: { status: 200, description: 'Which of them are real.', body: z.array(LeakLabel) },
    errors: ['invalid_token', 'unavailable'],
  }),
  revokeApiKey: route({
    method: 'DELETE',
    path: '/v1/api-keys/{id}',
    summary: 'Revoke an API key',
    description: 'Effective everywhere within 60 seconds.',
    access: 'keys:delete',
    params,
    reply: { status: 204, description: 'Done.' },
    errors: ['not_found'],
  }),
} as const;
