import type { Context } from '../../../shared/context.ts';
import { AppError, found } from '../../../shared/errors.ts';
import { recorded } from '../audit/recorded.ts';
import type { AuthDeps } from '../deps.ts';
import { type ClientView, viewOf } from './client.ts';
import { refuseMoreThanOwn } from './refuse-more-than-own.ts';
import { newClientSecret } from './secret.ts';
import type { ClientStore } from './store.ts';

/**
 * A new secret for a client, told this once; the old one is dead at once.
 * @throws AppError `not_found`, `conflict` for a client without a secret, `forbidden` when the client may do more than the caller
 */
export async function rotateSecret(call: {
  ctx: Context;
  deps: Pick<AuthDeps, 'table'> & { clients: ClientStore };
  input: { id: string };
}): Promise<{ client: ClientView; secret: string }> {
  const { ctx, deps, input } = call;
  const client = found(await deps.clients.get(ctx.orgId, input.id), 'client');
  if (client.secretHash === undefined) throw new AppError('conflict', 'A public client has no secret.');
  refuseMoreThanOwn(ctx, client.scopes);
  const { secret, hash } = newClientSecret();
  const target = { type: 'client', id: client.id };
  const record = recorded(deps.table, ctx, { orgId: ctx.orgId, action: 'client.secret-rotated', target });
  if (!(await deps.clients.update(ctx.orgId, client.id, { secretHash: hash }, [record]))) found(undefined, 'client');
  return { client: viewOf(client), secret };
}
