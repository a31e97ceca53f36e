import type { Context } from '../../../shared/context.ts';
import { type Page, slicePage } from '../../../shared/page.ts';
import { findClient } from '../client/find-client.ts';
import type { ClientStore } from '../client/store.ts';
import { requirePerson } from '../user/require-person.ts';
import type { Session, SessionView } from './session.ts';
import type { SessionStore } from './store.ts';

/** The newest of a person; nobody looks through more. */
export const sessionLimit = 1_000;

/** The caller's own sessions, in all organizations. */
export async function listSessions(call: {
  ctx: Context;
  deps: { sessions: SessionStore; clients: Pick<ClientStore, 'find'> };
  input: { limit: number; cursor?: string };
}): Promise<Page<SessionView>> {
  const { ctx, deps, input } = call;
  const all = await deps.sessions.listOf(requirePerson(ctx), sessionLimit);
  // Expired items stay until DynamoDB gets to them.
  const open = all.filter(({ expiresAt }) => expiresAt > ctx.now);
  const { items, nextCursor } = slicePage(open, input);
  const names = await clientNames(deps.clients, items);
  return { items: items.map((session) => viewOf(session, ctx, names)), ...(nextCursor && { nextCursor }) };
}

function viewOf({ orgId, ...session }: Session, ctx: Context, names: ReadonlyMap<string, string>): SessionView {
  const clientName = names.get(session.clientId ?? '');
  const isCurrent = session.id === ctx.sessionId;
  return { ...session, organizationId: orgId, isCurrent, ...(clientName && { clientName }) };
}

/** A person has few apps in many sessions; each is looked up once. */
async function clientNames(clients: Pick<ClientStore, 'find'>, sessions: readonly Session[]) {
  const ids = [...new Set(sessions.flatMap(({ clientId }) => clientId ?? []))];
  const found = await Promise.all(ids.map((id) => findClient(clients, id)));
  return new Map(found.flatMap((client) => (client ? [[client.id, client.name] as const] : [])));
}
