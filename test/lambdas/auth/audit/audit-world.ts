import * as z from 'zod';
import { chainOrganization } from '../../../../lambdas/auth/audit/chain-organization.ts';
import { type Act, recorded } from '../../../../lambdas/auth/audit/recorded.ts';
import { createAuditStore } from '../../../../lambdas/auth/audit/store.ts';
import type { Context } from '../../../../shared/context.ts';
import { authenticated } from '../../../shared/http-event.ts';
import { type AuthWorld, startAuth } from '../auth-world.ts';

export type AuditWorld = Awaited<ReturnType<typeof startAudit>>;

/** The auth service with what tests of the audit log do to it: acts, readers, and an attacker at the table. */
export async function startAudit() {
  const world = await startAuth();
  const audit = createAuditStore(world.client, world.table);
  return {
    ...world,
    audit,
    /** One act of this caller, waiting to be chained. */
    act: (ctx: Context, act: Partial<Act> = {}) =>
      world.table.put(
        recorded(world.table, ctx, {
          ...{ orgId: ctx.orgId, action: 'project.created' as const, target: { type: 'project', id: 'prj_1' } },
          ...act,
        }).put,
      ),
    chain: (orgId: string, limit = 1_000) => chainOrganization({ deps: { audit }, input: { orgId, limit } }),
    asks: asker(world),
    items: async (pk: string, skPrefix: string) => {
      const items = await world.table.query(Stored, { pk, skPrefix, limit: 1_000 });
      return items.sort((a, b) => (a.sk < b.sk ? -1 : 1));
    },
    remove: ({ pk, sk }: z.infer<typeof Stored>) => world.table.delete({ pk, sk }),
  };
}

export const Stored = z.looseObject({ pk: z.string(), sk: z.string() });

function asker(world: AuthWorld) {
  return (ctx: Context, routeKey: string, change: { query?: Record<string, string>; body?: unknown } = {}) =>
    world.ask({
      routeKey,
      authorizer: authenticated({
        ...{ orgId: ctx.orgId, actorId: ctx.actor.id, actorType: ctx.actor.type },
        permissions: [...ctx.permissions].join(' '),
      }),
      ...change,
    });
}

export const Entry = z.looseObject({
  ...{ id: z.string(), seq: z.number(), at: z.string(), action: z.string(), erased: z.array(z.string()) },
  actor: z.looseObject({ id: z.string() }).optional(),
});
export const Page = z.object({ items: z.array(Entry), nextCursor: z.string().optional() });

export function pageIn(reply: { body?: string }) {
  return Page.parse(JSON.parse(reply.body ?? ''));
}

export function linesIn(reply: { body?: string }) {
  const text = reply.body ?? '';
  return text.split('\n').slice(0, -1);
}
