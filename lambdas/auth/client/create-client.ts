import type { Context } from '../../../shared/context.ts';
import { newId } from '../../../shared/id.ts';
import { recorded } from '../audit/recorded.ts';
import type { AuthDeps } from '../deps.ts';
import { type ClientView, type OAuthClient, viewOf } from './client.ts';
import type { NewClient } from './new-client.ts';
import { refuseMoreThanOwn } from './refuse-more-than-own.ts';
import { newClientSecret } from './secret.ts';
import type { ClientStore } from './store.ts';

/**
 * Registers a program of the organization and tells its secret, this once.
 * @throws AppError `forbidden` when the client could do more than its maker
 */
export async function createClient(call: {
  ctx: Context;
  deps: Pick<AuthDeps, 'table'> & { clients: ClientStore };
  input: NewClient;
}): Promise<{ client: ClientView; secret?: string }> {
  const { ctx, deps, input } = call;
  refuseMoreThanOwn(ctx, input.scopes);
  const isConfidential = input.kind === 'service-account' || input.isConfidential;
  const made = isConfidential ? newClientSecret() : undefined;
  const client: OAuthClient = {
    id: newId('client', ctx.now),
    orgId: ctx.orgId,
    ...partsOf(input),
    ...(made && { secretHash: made.hash }),
    createdBy: ctx.actor.id,
    createdAt: new Date(ctx.now).toISOString(),
  };
  const view = viewOf(client);
  const { id, ...after } = view;
  const act = { orgId: ctx.orgId, action: 'client.created', target: { type: 'client', id }, after } as const;
  await deps.clients.create(ctx.orgId, client, [recorded(deps.table, ctx, act)]);
  return { client: view, ...(made && { secret: made.secret }) };
}

type Parts = Pick<OAuthClient, 'kind' | 'name' | 'redirectUris' | 'grantTypes' | 'scopes' | 'requiresDpop'>;

function partsOf(input: NewClient): Parts {
  const { kind, name, requiresDpop } = input;
  const scopes = [...new Set(input.scopes)];
  if (kind === 'service-account')
    return { kind, name, redirectUris: [], grantTypes: ['client_credentials'], scopes, requiresDpop };
  const { redirectUris } = input;
  return { kind, name, redirectUris, grantTypes: ['authorization_code', 'refresh_token'], scopes, requiresDpop };
}
