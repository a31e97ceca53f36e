import type { Context } from '../../../shared/context.ts';
import { found } from '../../../shared/errors.ts';
import { recorded } from '../audit/recorded.ts';
import type { AuthDeps } from '../deps.ts';
import { viewOf } from './client.ts';
import type { ClientStore } from './store.ts';

/**
 * The client gets no more tokens from now on, and the tokens that it has stop working once no authorizer remembers them, after 30 s.
 * @throws AppError `not_found`
 */
export async function deleteClient(call: {
  ctx: Context;
  deps: Pick<AuthDeps, 'table'> & { clients: ClientStore };
  input: { id: string };
}): Promise<void> {
  const { ctx, deps, input } = call;
  const client = found(await deps.clients.get(ctx.orgId, input.id), 'client');
  const { id, ...before } = viewOf(client);
  const act = { orgId: ctx.orgId, action: 'client.deleted', target: { type: 'client', id }, before } as const;
  if (!(await deps.clients.delete(ctx.orgId, id, [recorded(deps.table, ctx, act)]))) found(undefined, 'client');
}
