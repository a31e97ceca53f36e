import type { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import type { Table } from '../../../shared/dynamo.ts';
import { attempt } from '../../../shared/dynamo-transaction.ts';
import type { Publish } from '../../../shared/events.ts';
import { newId } from '../../../shared/id.ts';
import { copyOf, secretsOf } from '../account/scrubbed.ts';
import { retired } from '../api-key/credential/store.ts';
import { organizationDeleted } from '../events.ts';
import { countMemberships } from '../member/store.ts';
import type { AnyItem, ErasureStore } from './store.ts';

export interface ErasureDeps {
  readonly dynamo: DynamoDBClient;
  readonly table: Table;
  readonly erasures: ErasureStore;
  /** Throws when the bus refuses, so that the event is told by the next run. */
  readonly publish: Publish;
  readonly now: () => number;
}

/** How much is deleted at a time. */
const width = 10;

/**
 * Deletes all that belongs to an organization, page by page, and the organization itself at last: a run that was cut off, or a
 * second one beside it, goes on with what is left. Others hear of it when nothing is left, perhaps twice by the same event id.
 * @returns false when it is not due any more, or time ran out
 */
export async function eraseOrganization(call: {
  deps: ErasureDeps;
  input: { orgId: string; until: number };
}): Promise<boolean> {
  const { deps, input } = call;
  const { orgId, until } = input;
  const eventId = await deps.erasures.begin(orgId, newId('event', deps.now()), deps.now());
  if (eventId === undefined) return false;
  for (let items = await deps.erasures.left(orgId); items.length > 0; items = await deps.erasures.left(orgId)) {
    for (let at = 0; at < items.length; at += width) {
      if (deps.now() >= until) return false;
      await Promise.all(items.slice(at, at + width).map((item) => eraseItem(deps, orgId, item)));
    }
  }
  const occurredAt = new Date(deps.now()).toISOString();
  await deps.publish(organizationDeleted, { id: eventId, orgId, occurredAt, data: { organizationId: orgId } });
  await deps.erasures.end(orgId);
  return true;
}

/** What hangs on an item goes first, because the item is what it is found by. */
async function eraseItem(deps: ErasureDeps, orgId: string, item: AnyItem): Promise<void> {
  const { table } = deps;
  const { pk, sk } = item;
  const [kind, id = ''] = sk.split('#');
  if (kind === 'MEMBER') return endMembership(deps, orgId, id);
  if (kind === 'KEY') await retireSecrets(deps, item);
  if (kind === 'CLIENT' || kind === 'TRUST-RULE') await table.delete(copyOf(item));
  await table.delete({ pk, sk });
}

async function endMembership(deps: ErasureDeps, orgId: string, userId: string): Promise<void> {
  const { dynamo, table } = deps;
  const sessions = await deps.erasures.sessions(orgId, userId);
  await Promise.all(sessions.map(({ pk, sk }) => table.delete({ pk, sk })));
  const ended = {
    ...{ table, delete: { pk: `ORG#${orgId}`, sk: `MEMBER#${userId}` } },
    condition: { when: 'attribute_exists(pk)' },
  };
  const failed = await attempt(dynamo, { ended, person: countMemberships(table, userId, -1) });
  // An account that is erased already has no count to keep.
  if (failed.has('person') && !failed.has('ended')) await attempt(dynamo, { ended });
}

/** Of a secret stays that there was one, so that nobody can make its hash their own. */
async function retireSecrets(deps: ErasureDeps, item: AnyItem): Promise<void> {
  const at = new Date(deps.now()).toISOString();
  for (const { pk } of secretsOf(item)) await deps.table.put(retired(pk.slice('CREDENTIAL#'.length), at));
}
