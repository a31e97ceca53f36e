import type { Context } from '../../../shared/context.ts';
import { AppError } from '../../../shared/errors.ts';
import { entryOf, shownPart } from '../audit/entry.ts';
import { recorded } from '../audit/recorded.ts';
import type { AuditStore } from '../audit/store.ts';
import type { AuthDeps } from '../deps.ts';
import { readSecondFactors } from '../mfa/read-second-factors.ts';
import type { Membership } from '../organization/organization.ts';
import { createPasskeyStore } from '../passkey/store.ts';
import { sessionLimit } from '../session/list-sessions.ts';
import type { AccountStore } from './store.ts';

/** As many as one batch of reads gets with their parts. */
const recordsPerPage = 50;

type Call = {
  ctx: Context;
  deps: AuthDeps & { accounts: AccountStore; audit: AuditStore };
  input: { cursor?: string };
};

/**
 * Everything that the service knows of the caller, without secrets: the first page has it all and the first acts, the next
 * ones have more acts.
 * @throws AppError `forbidden` for anything but a person's own session, `invalid_cursor`
 */
export async function exportMe(call: Call) {
  const { ctx, deps, input } = call;
  const secondFactors = await readSecondFactors({ ctx, deps });
  const userId = ctx.actor.id;
  const after = input.cursor === undefined ? '' : decoded(input.cursor);
  const acts = await actsOf(deps.audit, userId, after);
  const first = input.cursor === undefined ? { ...(await person(call, userId)), secondFactors } : {};
  if (input.cursor === undefined) {
    await deps.table.put(
      recorded(deps.table, ctx, {
        ...{ orgId: ctx.orgId, action: 'account.exported', target: { type: 'user', id: userId } },
      }).put,
    );
  }
  return { exportedAt: new Date(ctx.now).toISOString(), ...first, ...acts };
}

async function person({ deps }: Call, userId: string) {
  const [user, memberships, sessions, passkeys] = await Promise.all([
    deps.users.get(userId),
    deps.organizations.membershipsOf(userId),
    deps.sessions.listOf(userId, sessionLimit),
    createPasskeyStore(deps.dynamo, deps.table).listOf(userId),
  ]);
  return {
    user,
    memberships: await withNames(deps, memberships),
    sessions: sessions.map((session) => ({ ...session, organizationId: session.orgId })),
    passkeys,
    ...(await madeBy(deps.accounts, userId, user?.email ?? '', memberships)),
  };
}

async function withNames(deps: AuthDeps, memberships: readonly Membership[]) {
  const organizations = await deps.organizations.getMany(memberships.map(({ orgId }) => orgId));
  return memberships.map(({ orgId, role, joinedAt, teams }) => {
    const name = organizations.find(({ id }) => id === orgId)?.name ?? '';
    return { organizationId: orgId, organizationName: name, role, joinedAt, teams: teams ?? [] };
  });
}

/** API keys and invitations that name the person, in their organizations. */
async function madeBy(
  accounts: AccountStore,
  userId: string,
  email: string,
  memberships: readonly Membership[],
): Promise<{ apiKeys: unknown[]; invitations: unknown[] }> {
  const found: { apiKeys: unknown[]; invitations: unknown[] } = { apiKeys: [], invitations: [] };
  for (const { orgId } of memberships) {
    for await (const item of accounts.itemsOfOrganization(orgId)) {
      const about = { ...item, organizationId: orgId };
      if (item.sk.startsWith('KEY#') && item.createdBy === userId) found.apiKeys.push(about);
      if (item.sk.startsWith('INVITATION#') && item.email === email) found.invitations.push(about);
    }
  }
  return found;
}

async function actsOf(audit: AuditStore, userId: string, after: string) {
  const pointers = await audit.mentionsAfter({ userId }, after, recordsPerPage);
  const lines = await audit.linesAt(pointers);
  const last = pointers.at(-1);
  return {
    auditRecords: lines
      .filter(({ line }) => shownPart(line.parts.actor)?.id === userId)
      .map(({ orgId, line }) => ({ ...entryOf(line), organizationId: orgId })),
    ...(last && pointers.length === recordsPerPage && { nextCursor: Buffer.from(last.sk).toString('base64url') }),
  };
}

function decoded(cursor: string): string {
  const sk = Buffer.from(cursor, 'base64url').toString('utf8');
  if (!/^AUDIT#org_[0-9a-z]{26}#\d{16}$/.test(sk))
    throw new AppError('invalid_cursor', 'This cursor was not issued by us.');
  return sk;
}
