import * as z from 'zod';
import { pageOf, pageQuery, route } from '../../../shared/route.ts';
import { ClientId, ClientView } from './client.ts';
import { ClientChange, NewClient } from './new-client.ts';

const params = z.strictObject({ id: ClientId });
const path = '/v1/oauth-clients';

export const clientContract = {
  createClient: route({
    method: 'POST',
    path,
    summary: 'Register an OAuth client',
    description:
      'An `app` acts for people who let it; a `service-account` acts for itself. The secret is shown in this reply and never again; a public app has none.',
    access: 'keys:create',
    body: NewClient,
    reply: {
      status: 201,
      description: 'The client and its secret.',
      body: z.object({ client: ClientView, secret: z.string().optional() }),
    },
    isIdempotent: true,
  }),
  listClients: route({
    method: 'GET',
    path,
    summary: 'List OAuth clients, newest first',
    access: 'keys:read',
    query: z.strictObject(pageQuery),
    reply: { status: 200, description: 'A page of clients, without secrets.', body: pageOf(ClientView) },
    errors: ['invalid_cursor'],
  }),
  getClient: route({
    method: 'GET',
    path: `${path}/{id}`,
    summary: 'Read an OAuth client',
    access: 'keys:read',
    params,
    reply: { status: 200, description: 'The client, without its secret.', body: ClientView },
    errors: ['not_found'],
  }),
  updateClient: route({
    method: 'PATCH',
    path: `${path}/{id}`,
    summary: 'Change an OAuth client',
    description:
      'A scope that is taken away is not in the next tokens any more; one that is added needs a new consent.',
    access: 'keys:create',
    params,
    body: ClientChange,
    reply: { status: 200, description: 'The client after the change.', body: ClientView },
    errors: ['not_found'],
  }),
  rotateClientSecret: route({
    method: 'POST',
    path: `${path}/{id}/rotate-secret`,
    summary: 'Give an OAuth client a new secret',
    description: 'The old secret stops working at once. The new one is shown in this reply and never again.',
    access: 'keys:create',
    params,
    reply: {
      status: 200,
      description: 'The client and its new secret.',
      body: z.object({ client: ClientView, secret: z.string() }),
    },
    errors: ['not_found', 'conflict'],
    isIdempotent: true,
  }),
  deleteClient: route({
    method: 'DELETE',
    path: `${path}/{id}`,
    summary: 'Remove an OAuth client',
    description: 'Its tokens stop working everywhere within 60 seconds.',
    access: 'keys:delete',
    params,
    reply: { status: 204, description: 'Done.' },
    errors: ['not_found'],
  }),
} as const;
