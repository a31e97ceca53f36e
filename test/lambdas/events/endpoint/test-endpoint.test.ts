import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import * as z from 'zod';
import { verifyReceipts } from '../../../../build/verify-receipts.ts';
import { openDelivery } from '../../../../lambdas/events/delivery/opened/store.ts';
import { customerEvents } from '../../../../lambdas/events/feed/catalog.ts';
import { deriveReceiptKey, receiptKeys } from '../../../../lambdas/events/receipt/receipt-key.ts';
import { sha256 } from '../../../../shared/receipt.ts';
import { bodyOf, problemOf } from '../../../shared/http-event.ts';
import { start } from '../../../shared/make-context.ts';
import { createdOf, type EndpointWorld, serviceSecret, startEndpoints } from './endpoint-world.ts';

let world: EndpointWorld;
beforeAll(async () => {
  world = await startEndpoints();
});
afterAll(() => world.tables.close());
beforeEach(() => {
  world.due.length = 0;
});

const Sent = z.strictObject({ deliveryId: z.string(), eventId: z.string() });
const Page = z.object({ items: z.array(z.looseObject({ sequence: z.number(), payloadSha256: z.string() })) });

test('a test takes the way of every event: a number, a receipt, a body, and a message to the workers', async () => {
  const { orgId, create, sendTest, receipts } = world.organization();
  const { endpoint } = createdOf(await create({ types: ['guardian.*'] }));
  const reply = await sendTest(endpoint.id, { type: 'task.succeeded.v1' });
  expect(reply.statusCode).toBe(202);
  const { deliveryId, eventId } = Sent.parse(bodyOf(reply));
  expect(deliveryId).toBe(`dlv_${endpoint.id.slice(4)}-1`);
  const [due] = world.due;
  expect(due?.message).toEqual({ orgId, endpointId: endpoint.id, sequence: 1 });
  const { delivery, body = '' } = await openDelivery(world.tables.table, {
    orgId,
    endpointId: endpoint.id,
    sequence: 1,
  });
  expect(delivery).toMatchObject({ status: 'pending', eventId, eventType: 'task.succeeded.v1' });
  expect(JSON.parse(body)).toMatchObject({
    ...{ specversion: '1.0', id: eventId, type: 'task.succeeded.v1', orgid: orgId, test: true },
    ...{ time: new Date(start).toISOString(), dataschema: 'https://api.example/v1/event-types/task.succeeded.v1' },
  });
  const [receipt] = Page.parse(bodyOf(await receipts(endpoint.id))).items;
  expect(receipt).toMatchObject({ sequence: 1, payloadSha256: sha256(body) });
});

test('every example of the catalogue can be sent, and the receipts of all are one chain', async () => {
  const { create, sendTest, receipts } = world.organization();
  const { endpoint } = createdOf(await create({}));
  for (const { type } of customerEvents) expect((await sendTest(endpoint.id, { type })).statusCode, type).toBe(202);
  const { items } = Page.parse(bodyOf(await receipts(endpoint.id)));
  const text = items.map((item) => JSON.stringify(item)).join('\n');
  const verdict = verifyReceipts(text, { keys: receiptKeys(serviceSecret), from: 1 });
  expect(verdict).toMatchObject({ isIntact: true, to: customerEvents.length });
  expect(items[0]).toMatchObject({ keyId: deriveReceiptKey(serviceSecret).keyId });
});

test('five tests at once get five numbers', async () => {
  const { create, sendTest, get } = world.organization();
  const { endpoint } = createdOf(await create({}));
  const replies = await Promise.all(Array.from({ length: 5 }, () => sendTest(endpoint.id)));
  const numbers = replies.map((reply) => Sent.parse(bodyOf(reply)).deliveryId.split('-')[1]).sort();
  expect(numbers).toEqual(['1', '2', '3', '4', '5']);
  expect(bodyOf(await get(endpoint.id))).toMatchObject({ lastSequence: 5 });
});

describe('refused is', () => {
  test.each(['task.exploded.v1', 'webhook.endpoint.created.v1', 'task.*', ''])('the type %j', async (type) => {
    const { create, sendTest } = world.organization();
    const { endpoint } = createdOf(await create({}));
    const { status, errors } = problemOf(await sendTest(endpoint.id, { type }));
    expect([status, errors?.[0]?.path]).toEqual([422, 'body.type']);
  });

  test('an endpoint that is off, and one of somebody else', async () => {
    const { create, sendTest, disable } = world.organization();
    const { endpoint } = createdOf(await create({}));
    expect(problemOf(await world.organization().sendTest(endpoint.id))).toMatchObject({ status: 404 });
    await disable(endpoint.id);
    expect(problemOf(await sendTest(endpoint.id))).toMatchObject({ status: 409, code: 'conflict' });
  });
});
