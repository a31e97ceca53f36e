import * as z from 'zod';
import { eraseDueAccounts } from '../../../../lambdas/auth/account/erase-due-accounts.ts';
import { createAccountStore } from '../../../../lambdas/auth/account/store.ts';
import { newLinkToken } from '../../../../lambdas/auth/link/link-token.ts';
import { createMemberStore } from '../../../../lambdas/auth/member/store.ts';
import { count, newMembership } from '../../../../lambdas/auth/organization/store.ts';
import type { Role } from '../../../../lambdas/auth/role/role.ts';
import { transact } from '../../../../shared/dynamo-transaction.ts';
import { sendOutbox } from '../../../../shared/outbox-job.ts';
import { bodyOf } from '../../../shared/http-event.ts';
import { start } from '../../../shared/make-context.ts';
import { startAudit } from '../audit/audit-world.ts';
import { type AuthWorld, password, Tokens } from '../auth-world.ts';

export type AccountWorld = Awaited<ReturnType<typeof startAccounts>>;
export type Person = Awaited<ReturnType<AuthWorld['addPerson']>>;

/** The auth service with people who come and go. */
export async function startAccounts() {
  const world = await startAudit();
  const { table, client, organizations, audit, log, clock } = world;
  const erasureDeps = {
    ...{ dynamo: client, table, organizations, audit, log, publish: world.bus.publish },
    ...{ accounts: createAccountStore(table), members: createMemberStore(table), now: () => clock.now },
  };
  const logIn = (person: Person) =>
    world.ask({ routeKey: 'POST /v1/auth/login', body: { email: person.user.email, password } });
  const tokensOf = async (person: Person) => Tokens.parse(bodyOf(await logIn(person)));
  return {
    ...world,
    erasureDeps,
    logIn,
    tokensOf,
    /** Makes somebody a member of another's organization. */
    join: async (orgId: string, { user }: Person, role: Role, at = 0) => {
      const joinedAt = new Date(start + at).toISOString();
      const more = { memberCount: 1, seatCount: 1, ...(role === 'owner' && { ownerCount: 1 }) };
      await transact(client, [
        newMembership(table, { orgId, userId: user.id, role, joinedAt }),
        count(table, orgId, more),
      ]);
    },
    deleteAccount: async (person: Person, secret = password) => {
      const { accessToken } = await tokensOf(person);
      return world.ask({ routeKey: 'DELETE /v1/me', credential: accessToken, body: { password: secret } });
    },
    /** The token that the mailer would have put into the mail. */
    restoreToken: async ({ user }: Person) => {
      const { token, hash } = newLinkToken();
      const expiresAt = clock.now + 30 * day;
      await world.links.put(hash, { purpose: 'restore-account', subject: user.id, expiresAt });
      return token;
    },
    restore: (token: string) => world.ask({ routeKey: 'POST /v1/auth/restore-account', body: { token } }),
    runErasure: () =>
      eraseDueAccounts({ deps: erasureDeps, input: { requestId: 'job', until: Number.POSITIVE_INFINITY } }),
    /** What a crash left unsent, two minutes later. */
    runOutbox: () =>
      sendOutbox({
        deps: { table, log: world.log, publishMany: world.bus.publishMany, now: () => world.clock.now + 120_000 },
        input: { until: Number.POSITIVE_INFINITY },
      }),
    organization: async (orgId: string) =>
      z.looseObject({}).parse(await table.get(z.looseObject({}), { pk: `ORG#${orgId}`, sk: 'ORG' })),
  };
}

export const day = 24 * 3_600_000;
