import type { Context } from '../../../shared/context.ts';
import { AppError, found } from '../../../shared/errors.ts';
import { Scope } from '../api-key/scope.ts';
import { recorded } from '../audit/recorded.ts';
import type { AuthDeps } from '../deps.ts';
import { type ClientView, type OAuthClient, viewOf } from './client.ts';
import type { ClientChange } from './new-client.ts';
import { refuseMoreThanOwn } from './refuse-more-than-own.ts';
import type { ClientStore } from './store.ts';

/** @throws AppError `not_found`, `forbidden` for scopes beyond one's own, `validation_failed` for what its kind does not have */
export async function updateClient(call: {
  ctx: Context;
  deps: Pick<AuthDeps, 'table'> & { clients: ClientStore };
  input: { id: string; change: ClientChange };
}): Promise<ClientView> {
  const { ctx, deps, input } = call;
  const { id, change } = input;
  if (change.scopes) refuseMoreThanOwn(ctx, change.scopes);
  const client = found(await deps.clients.get(ctx.orgId, id), 'client');
  if (client.kind === 'service-account') refusePartsOfApps(change);
  const changed: OAuthClient = { ...client, ...change };
  const act = { orgId: ctx.orgId, action: 'client.updated', target: { type: 'client', id } } as const;
  const record = recorded(deps.table, ctx, { ...act, before: pick(client, change), after: change });
  if (!(await deps.clients.update(ctx.orgId, id, change, [record]))) found(undefined, 'client');
  return viewOf(changed);
}

function refusePartsOfApps(change: ClientChange): void {
  const errors = [
    ...(change.redirectUris ? [{ path: 'body.redirectUris', message: 'Only apps have them' }] : []),
    ...(change.scopes?.every((scope) => Scope.safeParse(scope).success) === false
      ? [{ path: 'body.scopes', message: 'A service account has API scopes only' }]
      : []),
  ];
  if (errors.length > 0) throw new AppError('validation_failed', 'A service account does not have this.', { errors });
}

function pick(client: OAuthClient, change: ClientChange): Record<string, unknown> {
  return Object.fromEntries(Object.entries(client).filter(([name]) => name in change));
}
