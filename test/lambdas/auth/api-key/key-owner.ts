import * as z from 'zod';
import { bodyOf } from '../../../shared/http-event.ts';
import type { AuthWorld } from '../auth-world.ts';

/** What tests read of a reply that has a key. */
export const Key = z.looseObject({ id: z.string(), hint: z.string(), version: z.number() });
export const Created = z.object({ apiKey: Key, secret: z.string() });

/** An owner who acts over HTTP with an admin key, and the routes of a key in short. */
export async function keyOwner(world: AuthWorld, change: Parameters<AuthWorld['addPerson']>[0] = {}) {
  const person = await world.addPerson(change);
  const { secret: credential } = await person.addKey();
  const ask = (routeKey: string, id: string | undefined, body?: object, headers: Record<string, string> = {}) =>
    world.ask({
      ...{ routeKey, credential, headers: { 'content-type': 'application/json', ...headers } },
      ...(id !== undefined && { params: { id } }),
      ...(body && { body }),
    });
  return {
    ...person,
    credential,
    ask,
    create: (input: object) => ask('POST /v1/api-keys', undefined, { name: 'k', scopes: ['projects:read'], ...input }),
    change: (id: string, body: object, headers?: Record<string, string>) =>
      ask('PATCH /v1/api-keys/{id}', id, body, headers),
    rotate: (id: string, body: object = {}, headers?: Record<string, string>) =>
      ask('POST /v1/api-keys/{id}/rotate', id, body, headers),
    close: (id: string) => ask('POST /v1/api-keys/{id}/rotate/close', id),
    read: async (id: string) => Key.parse(bodyOf(await ask('GET /v1/api-keys/{id}', id))),
    newProject: async () => {
      const reply = await ask('POST /v1/projects', undefined, { name: 'p' });
      return z.object({ id: z.string() }).parse(bodyOf(reply)).id;
    },
  };
}

/** What the audit log has to say of one thing, by the names of the acts: those of one millisecond have no order. */
export async function actsOf(world: AuthWorld, orgId: string, id: string) {
  const Pending = z.object({
    act: z.looseObject({ action: z.string(), target: z.object({ id: z.string() }), actor: z.unknown() }),
  });
  const pending = await world.table.query(Pending, { pk: `ORG#${orgId}`, skPrefix: 'AUDIT-PENDING#', limit: 1_000 });
  const acts = pending.map(({ act }) => act).filter(({ target }) => target.id === id);
  return acts.toSorted((a, b) => a.action.localeCompare(b.action));
}
