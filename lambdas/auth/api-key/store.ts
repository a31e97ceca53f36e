import type { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { isConditionFailed, type Table } from '../../../shared/dynamo.ts';
import type { Update } from '../../../shared/dynamo-expression.ts';
import { failedConditions, transact, type Write } from '../../../shared/dynamo-transaction.ts';
import { type Page, readPage } from '../../../shared/page.ts';
import type { Plan } from '../../../shared/plan.ts';
import { organizationKey } from '../organization/store.ts';
import { hashesOf, StoredKey } from './api-key.ts';
import type { Credential } from './credential/credential.ts';
import { credentialKey, retired } from './credential/store.ts';
import type { StoredRotation } from './rotation/rotation.ts';
import { dueRotation, ifUnchanged, keyOf, keyPrefix as prefix } from './rotation/store.ts';

type Part = Write & { readonly table: Table };

const isKnown = { when: 'attribute_exists(#keyId)' };

/** Why nothing was written: the key is another one than was read, a hash is taken (at these places), a project is not there, or the plan is another one. */
export type Outcome =
  | { readonly status: 'done' | 'changed' | 'plan-changed' }
  | { readonly status: 'taken' | 'no-project'; readonly at: readonly number[] };

export interface NewSecret {
  readonly key: StoredKey;
  readonly credential: Credential;
}

/** What a change is made with, in the same transaction: its record, and that these projects are there for the caller. */
export interface Also {
  readonly alongside: readonly Part[];
  readonly projects?: readonly Part[];
}

export interface ApiKeyStore {
  /** All of them or none, under the plan that they were made for. */
  create(orgId: string, plan: Plan, made: readonly NewSecret[], also: Also): Promise<Outcome>;
  get(orgId: string, id: string): Promise<StoredKey | undefined>;
  list(orgId: string, page: { limit: number; cursor?: string }): Promise<Page<StoredKey>>;
  /** The key as it was read, and what becomes of it and of its good secrets. */
  change(before: StoredKey, change: Update, also: Also): Promise<Outcome>;
  /** Puts the next secret beside the one that was read, or in its place when no grace is given. */
  rotate(before: StoredKey, next: NewSecret, rotation: StoredRotation, dueAt: string, also: Also): Promise<Outcome>;
  revoke(before: StoredKey, revokedAt: string, use: object, also: Also): Promise<Outcome>;
  /**
   * Gives all secrets of an organization its plan of now. Call it after the organization has the plan: a key that is made
   * meanwhile is made for the new one.
   */
  setPlan(orgId: string, plan: Plan): Promise<void>;
}

export function createApiKeyStore(client: DynamoDBClient, table: Table): ApiKeyStore {
  const unchanged = (before: StoredKey, change: Update) => ifUnchanged(table, before, change);
  const retire = (hash: string, at: string): Part => ({ table, put: retired(hash, at) });
  const put = ({ credential }: NewSecret): Part => ({
    table,
    put: { ...credentialKey(credential.hash), ...credential },
    condition: { when: 'attribute_not_exists(pk)' },
  });
  const hasPlan = (orgId: string, plan: Plan): Part => ({
    table,
    check: organizationKey(orgId),
    condition: { when: '#plan = :plan', values: { ':plan': plan } },
  });

  /** The writes by what their failure means; the order is the one in which failures are told. */
  const commit = async (groups: Readonly<Partial<Record<Failure, readonly Part[]>>>, also: Also) => {
    const all = { ...groups, 'no-project': also.projects, other: [...(groups.other ?? []), ...also.alongside] };
    const parts = order.flatMap((failure) => (all[failure] ?? []).map((part, at) => ({ failure, at, part })));
    try {
      await transact(
        client,
        parts.map(({ part }) => part),
      );
      return { status: 'done' } as const;
    } catch (error) {
      const failed = failedConditions(error).flatMap((at) => parts[at] ?? []);
      const first = failed[0];
      if (!first || first.failure === 'other') throw error;
      if (first.failure === 'changed' || first.failure === 'plan-changed') return { status: first.failure };
      return {
        status: first.failure,
        at: failed.filter(({ failure }) => failure === first.failure).map(({ at }) => at),
      };
    }
  };

  const eachKey = async (orgId: string, visit: (key: StoredKey) => Promise<unknown>) => {
    let cursor: string | undefined;
    do {
      const page = await readPage(table, StoredKey, {
        pk: `ORG#${orgId}`,
        prefix,
        limit: 100,
        ...(cursor && { cursor }),
      });
      for (const each of page.items) if (each.revokedAt === undefined) await visit(each);
      cursor = page.nextCursor;
    } while (cursor);
  };
  /** A secret that went meanwhile has nothing to change. */
  const changeCredential = async (hash: string, change: Update) => {
    try {
      await table.update(credentialKey(hash), change, isKnown);
    } catch (error) {
      if (!isConditionFailed(error)) throw error;
    }
  };
  const changeAll = (orgId: string, change: Update) =>
    eachKey(orgId, async ({ id }) => {
      // Read anew for each key, so that a rotation since the page was read does not hide its new secret.
      const fresh = await table.get(StoredKey, keyOf(orgId, id));
      for (const hash of fresh ? hashesOf(fresh) : []) await changeCredential(hash, change);
    });

  return {
    create: (orgId, plan, made, also) =>
      commit(
        {
          taken: made.map(put),
          'plan-changed': [hasPlan(orgId, plan)],
          other: made.map(({ key: made }) => ({ table, put: { ...keyOf(orgId, made.id), ...made } })),
        },
        also,
      ),
    get: (orgId, id) => table.get(StoredKey, keyOf(orgId, id)),
    list: (orgId, page) => readPage(table, StoredKey, { pk: `ORG#${orgId}`, prefix, isDescending: true, ...page }),
    change(before, change, also) {
      const forSecrets = ofCredential(change);
      const hashes = forSecrets ? hashesOf(before) : [];
      const secrets = hashes.map((hash) => ({
        ...{ table, update: credentialKey(hash), change: forSecrets ?? {}, condition: isKnown },
      }));
      return commit({ changed: [unchanged(before, change), ...secrets] }, also);
    },
    rotate(before, next, rotation, dueAt, also) {
      const { hash, hint, generation } = next.key;
      const { closedAt, oldHash, closesAt } = rotation;
      const isOpen = closedAt === undefined;
      const set = { hash, hint, generation, rotation, ...(isOpen && dueRotation(before.id, dueAt)) };
      const old: Part = isOpen
        ? { table, update: credentialKey(oldHash), change: { set: { closesAt } }, condition: isKnown }
        : retire(oldHash, closedAt);
      const stale = before.rotation && before.rotation.closedAt === undefined ? [before.rotation.oldHash] : [];
      return commit(
        {
          changed: [unchanged(before, { set, ...(!isOpen && { remove: ['gsi1pk', 'gsi1sk'] }) }), old],
          'plan-changed': [hasPlan(before.orgId, next.credential.plan)],
          taken: [put(next)],
          other: stale.map((each) => retire(each, rotation.startedAt)),
        },
        also,
      );
    },
    revoke: (before, revokedAt, use, also) =>
      commit(
        {
          changed: [unchanged(before, { set: { revokedAt, ...use }, remove: ['gsi1pk', 'gsi1sk'] })],
          other: hashesOf(before).map((hash) => retire(hash, revokedAt)),
        },
        also,
      ),
    setPlan: (orgId, plan) => changeAll(orgId, { set: { plan } }),
  };
}

type Failure = 'changed' | 'no-project' | 'plan-changed' | 'taken' | 'other';
const order: readonly Failure[] = ['changed', 'no-project', 'plan-changed', 'taken', 'other'];

const shared: ReadonlySet<string> = new Set(['scopes', 'projectIds', 'allowedIps', 'burstPerMinute', 'expiresAt']);

/** The part of a change of a key that its secrets carry, too; undefined when there is none. */
function ofCredential({ set = {}, remove = [] }: Update): Update | undefined {
  const kept = Object.entries(set).filter(([name]) => shared.has(name));
  const gone = remove.filter((name) => shared.has(name));
  return kept.length + gone.length === 0 ? undefined : { set: Object.fromEntries(kept), remove: gone };
}
