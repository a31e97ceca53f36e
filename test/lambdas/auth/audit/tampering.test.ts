import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import * as z from 'zod';
import type { Context } from '../../../../shared/context.ts';
import { bodyOf } from '../../../shared/http-event.ts';
import { start } from '../../../shared/make-context.ts';
import { type AuditWorld, startAudit } from './audit-world.ts';

let world: AuditWorld;
beforeAll(async () => {
  world = await startAudit();
});
afterAll(() => world.close());

const Verdict = z.looseObject({ isIntact: z.boolean() });
const verify = async (ctx: Context, body: object = {}) =>
  Verdict.parse(bodyOf(await world.asks(ctx, 'POST /v1/audit-log/verify', { body })));
const Receipt = z.object({ seq: z.number(), hash: z.string() });
const receiptOf = async (ctx: Context) => Receipt.parse(bodyOf(await world.asks(ctx, 'GET /v1/audit-log/head')));

/** Somebody with this many acts. */
async function active(count: number) {
  const person = await world.addPerson();
  for (let at = 0; at < count; at += 1) await world.act({ ...person.ctx, now: start + at * 1_000 });
  return person;
}

describe('what somebody with access to the table did is found:', () => {
  const records = (orgId: string) => world.items(`ORG#${orgId}`, 'AUDIT#');
  const parts = (orgId: string) => world.items(`ORG#${orgId}`, 'AUDIT-AT#');
  const at = <Item>(items: readonly Item[], index: number): Item => {
    const item = items.at(index);
    if (item === undefined) throw new Error(`There is no item ${index}.`);
    return item;
  };

  test.each<[string, number, (orgId: string) => Promise<unknown>]>([
    [
      'an action was changed',
      3,
      async (org) => world.table.put({ ...at(await records(org), 2), action: 'role.deleted' }),
    ],
    [
      'a part was changed',
      3,
      async (org) => {
        await world.table.put({
          ...at(await parts(org), 2),
          actor: { salt: 'x', value: { type: 'user', id: 'usr_x' } },
        });
      },
    ],
    ['the parts of a record were taken away', 2, async (org) => world.remove(at(await parts(org), 1))],
    ['the first record was taken away', 1, async (org) => world.remove(at(await records(org), 0))],
    ['a record in the middle was taken away', 3, async (org) => world.remove(at(await records(org), 2))],
    ['the last record was taken away', 5, async (org) => world.remove(at(await records(org), 4))],
    [
      'the head was forged',
      5,
      (org) => {
        const key = { pk: `ORG#${org}`, sk: 'AUDIT-HEAD' };
        return world.table.update(key, { set: { hash: '0'.repeat(64) } });
      },
    ],
    ['the head was removed', 1, (org) => world.table.delete({ pk: `ORG#${org}`, sk: 'AUDIT-HEAD' })],
    [
      'the beginning was moved',
      3,
      (org) => {
        const key = { pk: `ORG#${org}`, sk: 'AUDIT-START' };
        return world.table.update(key, { set: { seq: 3 } });
      },
    ],
    [
      'two records changed places',
      2,
      async (org) => {
        const [second, third] = [at(await records(org), 1), at(await records(org), 2)];
        await world.table.put({ ...second, sk: third.sk });
        await world.table.put({ ...third, sk: second.sk });
      },
    ],
    [
      'a record was put behind the head',
      6,
      async (org) => {
        const last = at(await records(org), 4);
        await world.table.put({ ...last, sk: last.sk.replace(/5$/, '6'), seq: 6 });
      },
    ],
  ])('%s', async (_, brokenAt, attack) => {
    const { ctx } = await active(5);
    expect(await verify(ctx)).toMatchObject({ isIntact: true, records: 5 });
    await attack(ctx.orgId);
    expect(await verify(ctx)).toMatchObject({ isIntact: false, brokenAt, reason: expect.any(String) });
  });

  test('the last record and the head, rewritten together, are betrayed by a receipt', async () => {
    const { ctx } = await active(5);
    const { seq, hash } = await receiptOf(ctx);
    const last = at(await records(ctx.orgId), 4);
    await world.remove(last);
    const { prevHash } = z.looseObject({ prevHash: z.string() }).parse(last);
    await world.table.update({ pk: `ORG#${ctx.orgId}`, sk: 'AUDIT-HEAD' }, { set: { seq: 4, hash: prevHash } });
    expect(await verify(ctx)).toMatchObject({ isIntact: true, records: 4 });
    expect(await verify(ctx, { expect: { seq, hash } })).toMatchObject({ isIntact: false, brokenAt: 5 });
  });
});
