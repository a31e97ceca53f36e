import * as z from 'zod';
import { type AuditLine, type AuditPartName, AuditParts } from '../../../../shared/audit-chain.ts';
import { isConditionFailed, type Key, type Table } from '../../../../shared/dynamo.ts';
import { joined, type Mention, mentionPk, type Place, Pointer, partsSk, recordKey, StoredRecord } from '../audit.ts';

const Keyed = z.looseObject({ pk: z.string(), sk: z.string() });

/** From a person or an address to the records that mention them, and what an erasure does there. */
export function createMentionStore(table: Table) {
  return {
    mentions: (mention: Mention, limit: number): Promise<Pointer[]> =>
      table.query(Pointer, { pk: mentionPk(mention), skPrefix: 'AUDIT#', limit }),

    mentionsAfter: (mention: Mention, after: string, limit: number): Promise<Pointer[]> =>
      table.query(Pointer, { pk: mentionPk(mention), skBetween: [`${after || 'AUDIT#'}!`, 'AUDIT#~'] as const, limit }),

    /** Of at most 50 records; those that have expired are missing. */
    async linesAt(pointers: readonly Pointer[]): Promise<{ orgId: string; line: AuditLine }[]> {
      if (pointers.length === 0) return [];
      const keys = pointers.flatMap((pointer) => [
        recordKey(pointer.orgId, pointer.seq),
        { pk: `ORG#${pointer.orgId}`, sk: partsSk(pointer) },
      ]);
      const items = await table.getMany(Keyed, keys);
      const at = (key: Key | undefined) => items.find(({ pk, sk }) => pk === key?.pk && sk === key?.sk);
      return pointers.flatMap(({ orgId }, index) => {
        const record = at(keys[2 * index]);
        return record ? [{ orgId, line: joined(StoredRecord.parse(record), at(keys[2 * index + 1])).line }] : [];
      });
    },

    /** The organizations whose logs mention somebody. */
    async mentionedIn(mention: Mention): Promise<string[]> {
      const orgIds: string[] = [];
      for (;;) {
        // Behind all records of the last one: `$` comes after the `#` in front of their numbers.
        const skBetween = [`AUDIT#${orgIds.at(-1) ?? ''}$`, 'AUDIT#~'] as const;
        const [next] = await table.query(Pointer, { pk: mentionPk(mention), skBetween, limit: 1 });
        if (!next) return orgIds;
        orgIds.push(next.orgId);
      }
    },

    async partsAt(orgId: string, place: Place): Promise<AuditParts | undefined> {
      return table.get(AuditParts, { pk: `ORG#${orgId}`, sk: partsSk(place) });
    },

    /** Forgets these parts, salts and all. The record and its hash stay as they are. */
    async erase(orgId: string, place: Place, names: readonly AuditPartName[]): Promise<void> {
      const set = Object.fromEntries(names.map((name) => [name, { isErased: true }]));
      try {
        await table.update({ pk: `ORG#${orgId}`, sk: partsSk(place) }, { set }, { when: 'attribute_exists(pk)' });
      } catch (error) {
        // Expired in this moment: there is nothing left to erase.
        if (!isConditionFailed(error)) throw error;
      }
    },

    forgetMention: (mention: Mention, pointer: Pointer) => table.delete({ pk: mentionPk(mention), sk: pointer.sk }),
  };
}
