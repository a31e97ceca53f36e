import type { Context } from '../../../shared/context.ts';
import type { Table } from '../../../shared/dynamo.ts';
import { found } from '../../../shared/errors.ts';
import { requirePerson } from '../user/require-person.ts';
import { endSession } from './end-sessions.ts';
import type { SessionStore } from './store.ts';

/** @throws AppError `not_found` for a session that is over or another person's */
export async function revokeSession(call: {
  ctx: Context;
  deps: { sessions: SessionStore; table: Table };
  input: { id: string };
}): Promise<void> {
  const { ctx, deps, input } = call;
  const userId = requirePerson(ctx);
  const session = await deps.sessions.get(input.id);
  const own = found(session?.userId === userId ? session : undefined, 'session');
  await endSession(ctx, deps, own);
}
