import type { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import type { PublicContext } from '../../../shared/context.ts';
import type { Table } from '../../../shared/dynamo.ts';
import { transact } from '../../../shared/dynamo-transaction.ts';
import { type Sender, sendOutgoing } from '../../../shared/outbox.ts';
import { chainOrganization } from '../audit/chain-organization.ts';
import { eraseMentions } from '../audit/erase-mentions.ts';
import { findAddresses } from '../audit/find-addresses.ts';
import type { AuditStore } from '../audit/store.ts';
import { accountErased } from '../events.ts';
import type { MemberStore } from '../member/store.ts';
import { announced } from '../organization/announced.ts';
import type { OrganizationStore } from '../organization/store.ts';
import { userKey } from '../user/store.ts';
import { nobody } from '../user/user.ts';
import type { LeavingAccount } from './account.ts';
import { leaveOrganization } from './leave-organization.ts';
import { scrubOrganization } from './scrub-organization.ts';
import type { AccountStore } from './store.ts';

export interface ErasureDeps extends Sender {
  readonly dynamo: DynamoDBClient;
  readonly table: Table;
  readonly accounts: AccountStore;
  readonly audit: AuditStore;
  readonly organizations: OrganizationStore;
  readonly members: MemberStore;
}

/** More than an organization has waiting, since they are chained every minute. */
const allThatWaits = 100_000;

/**
 * Erases everything of a person whose time has come. Each step can be done again, and what the next ones are found by goes
 * last: the pointers into the audit logs, then the account itself. So a run that was killed is finished by the next one.
 * @returns false when it is not to be erased, or not yet
 */
export async function eraseAccount(call: {
  ctx: PublicContext;
  deps: ErasureDeps;
  input: { userId: string };
}): Promise<boolean> {
  const { ctx, deps } = call;
  const { userId } = call.input;
  const account = await deps.accounts.claim(userId, ctx.now);
  if (!account) return false;
  // First, so that no attempt to log in leaves a record of the person any more.
  await deps.accounts.freeAddress(userId, account.email);
  const { knownIn, knownAs } = await known(deps, account);
  await deps.accounts.note(userId, { knownIn, knownAs });
  const person = { userId, addresses: new Set(knownAs) };
  for (const orgId of knownIn) {
    await scrubOrganization({ ctx, deps, input: { orgId, ...person } });
    await leaveOrganization({ ctx, deps, input: { orgId, userId } });
  }
  for (const item of await deps.accounts.itemsOf(userId)) await deps.accounts.remove(item);
  await chain(deps, knownIn);
  await eraseMentions({ deps, input: person });
  const { dynamo, table } = deps;
  const told = announced(table, { ctx, orgId: nobody.orgId }, accountErased, { userId });
  await transact(dynamo, [{ table, delete: userKey(userId) }, told.write]);
  await sendOutgoing(deps, [told]);
  return true;
}

/** The organizations that the person is in, and those that remember them; and the addresses that the person ever had. */
async function known(deps: ErasureDeps, account: LeavingAccount): Promise<Pick<LeavingAccount, 'knownIn' | 'knownAs'>> {
  const { id: userId } = account;
  const memberships = await deps.organizations.membershipsOf(userId);
  const knownIn = new Set([...account.knownIn, ...memberships.map(({ orgId }) => orgId)]);
  // What waits outside the chains is not found by the person's id.
  await chain(deps, knownIn);
  const former = await findAddresses({ deps, input: { userId } });
  const knownAs = new Set([account.email, ...account.knownAs, ...former]);
  for (const mention of [{ userId }, ...[...knownAs].map((email) => ({ email }))]) {
    for (const orgId of await deps.audit.mentionedIn(mention)) knownIn.add(orgId);
  }
  return { knownIn: [...knownIn], knownAs: [...knownAs] };
}

async function chain(deps: ErasureDeps, orgIds: Iterable<string>): Promise<void> {
  for (const orgId of orgIds) await chainOrganization({ deps, input: { orgId, limit: allThatWaits } });
}
