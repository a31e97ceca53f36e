import type { Context } from '../../../shared/context.ts';
import { type Page, slicePage } from '../../../shared/page.ts';
import { requirePerson } from '../user/require-person.ts';
import type { Session, SessionView } from './session.ts';
import type { SessionStore } from './store.ts';

/** The newest of a person; nobody looks through more. */
export const sessionLimit = 1_000;

/** The caller's own sessions, in all organizations. */
export async function listSessions(call: {
  ctx: Context;
  deps: { sessions: SessionStore };
  input: { limit: number; cursor?: string };
}): Promise<Page<SessionView>> {
  const { ctx, deps, input } = call;
  const all = await deps.sessions.listOf(requirePerson(ctx), sessionLimit);
  // Expired items stay until DynamoDB gets to them.
  const open = all.filter(({ expiresAt }) => expiresAt > ctx.now);
  const { items, nextCursor } = slicePage(open, input);
  return { items: items.map((session) => viewOf(session, ctx)), ...(nextCursor && { nextCursor }) };
}

function viewOf({ orgId, ...session }: Session, ctx: Context): SessionView {
  return { ...session, organizationId: orgId, isCurrent: session.id === ctx.sessionId };
}
