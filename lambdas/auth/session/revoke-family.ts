import type { PublicContext } from '../../../shared/context.ts';
import { marksOf, sendOutgoing } from '../../../shared/outbox.ts';
import { recorded } from '../audit/recorded.ts';
import type { AuthDeps } from '../deps.ts';
import { refreshReuse } from '../events.ts';
import { mailed } from '../mail/mailed.ts';
import { announced } from '../organization/announced.ts';
import type { Session } from './session.ts';

/** Ends a session whose token was stolen: the thief or the owner has used it before. Of several replays at once, one tells. */
export async function revokeFamily(call: {
  ctx: PublicContext;
  deps: Pick<AuthDeps, 'sessions' | 'table' | 'publish' | 'log'>;
  input: { session: Session };
}): Promise<void> {
  const { ctx, deps } = call;
  const { id, orgId, userId, ip, userAgent } = call.input.session;
  const occurredAt = new Date(ctx.now).toISOString();
  const record = recorded(deps.table, ctx, {
    ...{ orgId, action: 'session.refresh-reused', outcome: 'failure', target: { type: 'session', id } },
    before: { userId, ip, userAgent },
  });
  const told = [
    announced(deps.table, { ctx, orgId }, refreshReuse, { userId, sessionId: id }),
    mailed(deps.table, ctx, { kind: 'refresh-reuse', userId, orgId, facts: { time: occurredAt } }),
  ];
  if (await deps.sessions.delete(id, [record, ...marksOf(told)])) await sendOutgoing(deps, told);
}
