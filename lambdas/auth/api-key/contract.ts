import * as z from 'zod';
import { pageOf, pageQuery, route } from '../../../shared/route.ts';
import { ApiKey, ApiKeyId, NewApiKey } from './api-key.ts';

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
