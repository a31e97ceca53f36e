import type { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import type { PublicContext } from '../../../shared/context.ts';
import type { Table } from '../../../shared/dynamo.ts';
import { endInvitation } from '../invitation/end-invitation.ts';
import { Invitation } from '../invitation/invitation.ts';
import { copyOf, type Person, scrubbing, secretsOf } from './scrubbed.ts';
import type { AccountStore, AnyItem } from './store.ts';

/** Takes a person out of all items of an organization. Memberships end otherwise, because they are counted. */
export async function scrubOrganization(call: {
  ctx: PublicContext;
  deps: { accounts: AccountStore; dynamo: DynamoDBClient; table: Table };
  input: { orgId: string; userId: string; addresses: ReadonlySet<string> };
}): Promise<void> {
  const { ctx, deps } = call;
  const { accounts } = deps;
  const { orgId, ...person } = call.input;
  for await (const item of accounts.itemsOfOrganization(orgId)) {
    if (item.sk === `MEMBER#${person.userId}`) continue;
    const invitation = item.sk.startsWith('INVITATION#') ? Invitation.parse(item) : undefined;
    if (invitation && person.addresses.has(invitation.email)) {
      // Without an act in the log, which would name the address; what is not pending any more has no seat to give back.
      await endInvitation({ ctx, deps, input: { orgId, invitation, to: 'expired' } });
      await accounts.remove(item);
      continue;
    }
    const found = scrubbing(item, person);
    if (found.act === 'keep') continue;
    // The item itself is the last: it is what the others are found by.
    for (const key of secretsOf(item)) {
      await accounts.change(key, { remove: ['lastUsedFrom'] }, { when: 'attribute_exists(#lastUsedFrom)' });
    }
    const copy = await accounts.item(copyOf(item));
    if (copy) await scrub(accounts, copy, person);
    await scrub(accounts, item, person);
  }
}

async function scrub(accounts: AccountStore, item: AnyItem, person: Person): Promise<void> {
  const { pk, sk } = item;
  const found = scrubbing(item, person);
  if (found.act === 'remove') await accounts.remove({ pk, sk });
  if (found.act !== 'change') return;
  // Changed by somebody else since it was read: what they wrote is kept.
  const was = item[found.was];
  const condition =
    typeof was === 'string'
      ? { when: `#${found.was} = :was`, values: { ':was': was } }
      : { when: 'attribute_exists(pk)' };
  await accounts.change({ pk, sk }, { set: found.set, remove: found.remove }, condition);
}
