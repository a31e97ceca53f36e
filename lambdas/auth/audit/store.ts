import type { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import * as z from 'zod';
import { isConditionFailed, type Key, type Table } from '../../../shared/dynamo.ts';
import { failedConditions, isConflict, transact, type Write } from '../../../shared/dynamo-transaction.ts';
import { Plan } from '../../../shared/plan.ts';
import { organizationKey } from '../organization/store.ts';
import {
  AuditHead,
  AuditStart,
  type ChainLink,
  joined,
  mentionPk,
  PendingAct,
  type Place,
  padded,
  partsPrefix,
  partsSk,
  pendingKey,
  recordKey,
  type StoredLine,
  StoredRecord,
} from './audit.ts';
import { createMentionStore } from './mention/store.ts';

const headKey = (orgId: string) => ({ pk: `ORG#${orgId}`, sk: 'AUDIT-HEAD' });
const startKey = (orgId: string) => ({ pk: `ORG#${orgId}`, sk: 'AUDIT-START' });

/** The table removes a record this long after it expired, when the chain has long begun behind it. */
const slackSeconds = 30 * 24 * 3_600;
const ttl = (expiresAt: number) => Math.ceil(expiresAt / 1_000) + slackSeconds;

const Keyed = z.looseObject({ pk: z.string(), sk: z.string() });
const Parts = z.looseObject({ seq: z.number().int() });

export interface Ends {
  /** Undefined when the organization does not exist any more. */
  readonly plan?: Plan;
  readonly head?: AuditHead;
  readonly start?: AuditStart;
}

export interface Range {
  readonly from?: Place;
  readonly to?: Place;
  readonly limit: number;
  readonly isDescending?: boolean;
}

export type AuditStore = ReturnType<typeof createAuditStore>;

export function createAuditStore(client: DynamoDBClient, table: Table) {
  return { ...chainParts(client, table), ...readParts(table), ...createMentionStore(table) };
}

function chainParts(client: DynamoDBClient, table: Table) {
  return {
    /** Acts that wait, oldest first. */
    pending: (orgId: string, limit: number): Promise<PendingAct[]> =>
      table.query(PendingAct, { pk: `ORG#${orgId}`, skPrefix: 'AUDIT-PENDING#', limit }),

    /** The next organization, in the order of ids, with acts that wait. */
    async nextWaiting(after: string): Promise<string | undefined> {
      const waiting = z.object({ orgId: z.string() });
      // `$` comes after the `#` that parts the organization from the record, `~` after all that an id may hold.
      const skBetween = [`${after}$`, '~'] as const;
      const [next] = await table.query(waiting, { index: 'gsi1', pk: 'AUDIT-PENDING', skBetween, limit: 1 });
      return next?.orgId;
    },

    async ends(orgId: string): Promise<Ends> {
      const keys = [organizationKey(orgId), headKey(orgId), startKey(orgId)] as const;
      const items = await table.getMany(Keyed, keys);
      const at = (key: Key) => items.find(({ sk }) => sk === key.sk);
      const [organization, head, start] = [at(keys[0]), at(keys[1]), at(keys[2])];
      return {
        ...(organization && { plan: Plan.parse(organization.plan) }),
        ...(head && { head: AuditHead.parse(head) }),
        ...(start && { start: AuditStart.parse(start) }),
      };
    },

    /** False when the chain or a pending act is no longer as it was read: somebody else was first. */
    async append(orgId: string, ends: Ends, links: readonly ChainLink[]): Promise<boolean> {
      try {
        const writes = [...endWrites(orgId, ends, links), ...links.flatMap((link) => linkWrites(orgId, link))];
        await transact(
          client,
          writes.map((write) => ({ ...write, table })),
        );
        return true;
      } catch (error) {
        if (failedConditions(error).length > 0 || isConflict(error)) return false;
        throw error;
      }
    },

    /** Of an organization that is gone: nobody is left who could read it. */
    drop: (orgId: string, id: string) => table.delete(pendingKey(orgId, id)),

    /** Organizations whose oldest record has expired. */
    expired: (now: number, limit: number) =>
      table.query(z.object({ orgId: z.string(), seq: z.number().int() }), {
        ...{ index: 'gsi1', pk: 'AUDIT-RETENTION', skBefore: `${new Date(now).toISOString()}$`, limit },
      }),

    records: (orgId: string, from: number, to: number, limit: number): Promise<StoredRecord[]> =>
      table.query(StoredRecord, {
        ...{ pk: `ORG#${orgId}`, skBetween: [recordKey(orgId, from).sk, recordKey(orgId, to).sk] as const, limit },
      }),

    /** Lets the chain begin later. False when somebody else has moved its beginning. */
    async moveStart(orgId: string, from: number, start: AuditStart, expiresAt: number | undefined): Promise<boolean> {
      try {
        await table.put(startItem(orgId, start, expiresAt), { when: '#seq = :from', values: { ':from': from } });
        return true;
      } catch (error) {
        if (isConditionFailed(error)) return false;
        throw error;
      }
    },
  };
}

function startItem(orgId: string, start: AuditStart, expiresAt: number | undefined) {
  const due = expiresAt !== undefined && {
    ...{ gsi1pk: 'AUDIT-RETENTION', gsi1sk: `${new Date(expiresAt).toISOString()}#${orgId}` },
  };
  return { ...startKey(orgId), orgId, ...start, ...due };
}

function endWrites(orgId: string, { head, start }: Ends, links: readonly ChainLink[]): Write[] {
  const [first, last] = [links[0], links.at(-1)];
  if (!first || !last) return [];
  const { seq, hash, loggedAt } = last.line;
  const moved: Write = {
    update: headKey(orgId),
    change: { set: { seq, hash, loggedAt, expiresAt: last.expiresAt } },
    condition: head ? { when: '#hash = :hash', values: { ':hash': head.hash } } : { when: 'attribute_not_exists(pk)' },
  };
  // The first record of all, or the first one after all others have expired.
  if (start && start.seq !== first.line.seq) return [moved];
  const beginning = { seq: first.line.seq, prevHash: first.line.prevHash };
  const condition = { when: 'attribute_not_exists(pk) OR #seq = :seq', values: { ':seq': first.line.seq } } as const;
  return [moved, { put: startItem(orgId, beginning, first.expiresAt), condition }];
}

function linkWrites(orgId: string, { line, expiresAt, mentions }: ChainLink): Write[] {
  const { parts, ...record } = line;
  const { seq, loggedAt } = line;
  const isNew = { when: 'attribute_not_exists(pk)' };
  const kept = { ttl: ttl(expiresAt) };
  return [
    { delete: pendingKey(orgId, line.id), condition: { when: 'attribute_exists(pk)' } },
    { put: { ...recordKey(orgId, seq), ...record, expiresAt, ...kept }, condition: isNew },
    { put: { pk: `ORG#${orgId}`, sk: partsSk(line), seq, ...parts, ...kept }, condition: isNew },
    ...mentions.map((mention) => {
      const key = { pk: mentionPk(mention), sk: `AUDIT#${orgId}#${padded(seq)}` };
      return { put: { ...key, orgId, seq, loggedAt, ...kept } };
    }),
  ];
}

function readParts(table: Table) {
  return {
    /** Records with their parts, by time. One whose parts are out of place is missing here; the verifier tells. */
    async lines(orgId: string, range: Range): Promise<StoredLine[]> {
      const low = range.from ? partsSk(range.from) : partsPrefix;
      const high = range.to ? partsSk(range.to) : `${partsPrefix}~`;
      // DynamoDB refuses a range that ends before it begins.
      if (low > high) return [];
      const { limit, isDescending } = range;
      const pk = `ORG#${orgId}`;
      const parts = await table.query(Parts, { pk, skBetween: [low, high], limit, isDescending });
      const seqs = parts.map(({ seq }) => seq);
      if (seqs.length === 0) return [];
      const [first, last] = [Math.min(...seqs), Math.max(...seqs)];
      const skBetween = [recordKey(orgId, first).sk, recordKey(orgId, last).sk] as const;
      const records = await table.query(StoredRecord, { pk, skBetween, limit });
      const bySeq = new Map(records.map((record) => [record.seq, record]));
      return parts.flatMap((part) => {
        const record = bySeq.get(part.seq);
        return record ? [joined(record, part)] : [];
      });
    },

    /** The same by number, driven by the records: one whose parts are out of place has none. */
    async linesFrom(orgId: string, from: number, limit: number): Promise<StoredLine[]> {
      const skBetween = [recordKey(orgId, from).sk, 'AUDIT#~'] as const;
      const records = await table.query(StoredRecord, { pk: `ORG#${orgId}`, skBetween, limit });
      const [first, last] = [records[0], records.at(-1)];
      if (!first || !last) return [];
      const parts = await table.query(Parts, {
        ...{ pk: `ORG#${orgId}`, skBetween: [partsSk(first), partsSk(last)] as const, limit },
      });
      const bySeq = new Map(parts.map((part) => [part.seq, part]));
      return records.map((record) => joined(record, bySeq.get(record.seq)));
    },
  };
}
