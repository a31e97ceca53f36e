import type { PublicContext } from '../../../shared/context.ts';
import { newId } from '../../../shared/id.ts';
import { recorded } from '../audit/recorded.ts';
import type { AuthDeps } from '../deps.ts';
import { refreshReuse } from '../events.ts';
import { requestMail } from '../mail/request-mail.ts';
import type { Session } from './session.ts';

/** Ends a session whose token was stolen: the thief or the owner has used it before. Of several replays at once, one tells. */
export async function revokeFamily(call: {
  ctx: PublicContext;
  deps: Pick<AuthDeps, 'sessions' | 'table' | 'publish'>;
  input: { session: Session };
}): Promise<void> {
  const { ctx, deps } = call;
  const { id, orgId, userId, ip, userAgent } = call.input.session;
  const occurredAt = new Date(ctx.now).toISOString();
  const record = recorded(deps.table, ctx, {
    ...{ orgId, action: 'session.refresh-reused', outcome: 'failure', target: { type: 'session', id } },
    before: { userId, ip, userAgent },
  });
  if (!(await deps.sessions.delete(id, [record]))) return;
  const event = { id: newId('event', ctx.now), orgId, occurredAt, data: { userId, sessionId: id } };
  await deps.publish(refreshReuse, event);
  await requestMail({ ctx, deps, input: { kind: 'refresh-reuse', userId, orgId, facts: { time: occurredAt } } });
}
