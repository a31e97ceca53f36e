import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';
import { deliveryId } from '../../../../lambdas/events/delivery/delivery.ts';
import { redeliver } from '../../../../lambdas/events/delivery/redeliver.ts';
import { makeContext } from '../../../shared/make-context.ts';
import { type Answer, type Receiver, startReceiver } from './receiver.ts';
import { startWebhooks, type WebhookWorld } from './webhook-world.ts';

let world: WebhookWorld;
beforeAll(async () => {
  world = await startWebhooks();
});
afterAll(() => world.close());

const receivers: Receiver[] = [];
afterEach(() => {
  for (const receiver of receivers.splice(0)) receiver.close();
  world.queue.waiting = [];
});

/** An endpoint that orders by task; tasks named in `broken` are refused. */
async function scene() {
  const broken = new Set<string>();
  const seen: string[] = [];
  const answer: Answer = (reply, { body }) => {
    const { data } = JSON.parse(body);
    if (broken.has(data.taskId)) return reply.writeHead(500).end();
    seen.push(`${data.taskId}${data.step}`);
    return reply.writeHead(200).end();
  };
  const receiver = await startReceiver([answer]);
  receivers.push(receiver);
  const organization = world.organization();
  const { id } = await organization.addEndpoint({ url: receiver.url, ordering: 'key', orderingKey: 'data.taskId' });
  /** `a1 b1 a2`: steps of tasks. */
  const happen = async (text: string) => {
    const steps = text.split(' ').map((word) => ({ taskId: word.slice(0, 1), step: word.slice(1) }));
    await organization.happen(steps.length, (nth) => steps[nth] ?? {});
    await organization.pump();
  };
  const addPlain = async (count: number) => {
    await organization.happen(count, () => ({}));
    await organization.pump();
  };
  const statuses = async () => (await organization.deliveries(id)).map(({ status }) => status).join(' ');
  return { ...organization, id, broken, seen, happen, addPlain, statuses };
}

const of = (task: string, seen: readonly string[]) => seen.filter((each) => each.startsWith(task)).join(' ');

test('those of one key go one after the other, in batches and across them; keys do not wait for each other', async () => {
  const { happen, seen, statuses } = await scene();
  await happen('a1 b1 a2 b2 a3 c1');
  await happen('a4 b3');
  expect(await statuses()).toBe('pending pending waiting waiting waiting pending waiting waiting');
  await world.work();
  expect(of('a', seen)).toBe('a1 a2 a3 a4');
  expect(of('b', seen)).toBe('b1 b2 b3');
  expect(of('c', seen)).toBe('c1');
  await happen('a5');
  await world.work();
  expect(of('a', seen)).toBe('a1 a2 a3 a4 a5');
});

test('only the failing key is parked; after its last retry the next one goes', async () => {
  const { happen, broken, seen, statuses, deliveries, id, change } = await scene();
  broken.add('a');
  await happen('a1 b1 a2 b2');
  await world.work();
  expect(seen.sort()).toEqual(['b1', 'b2']);
  expect(await statuses()).toBe('pending delivered waiting delivered');
  // Ten attempts are behind it.
  const [first] = await deliveries(id);
  if (!first) throw new Error('A delivery was expected.');
  await world.tables.table.update(
    { pk: `ORG#${first.orgId}`, sk: `DELIVERY#${id}#000000000001` },
    { set: { attempt: 10 } },
  );
  await change(id, { breaker: { state: 'closed', failures: 0 } });
  await world.pass(6_000);
  expect(await statuses()).toBe('failed delivered pending delivered');
  broken.clear();
  await world.pass(200_000);
  expect(of('a', seen)).toBe('a2');
});

test('an event without the key waits for nobody', async () => {
  const { happen, addPlain, deliveries, id } = await scene();
  await happen('a1 a2');
  await addPlain(2);
  const statuses = (await deliveries(id)).map(({ status, line }) => `${status}${line ? ' in line' : ''}`);
  expect(statuses).toEqual(['pending in line', 'waiting in line', 'pending', 'pending']);
});

test('one that ends while another comes in behind it leaves nobody waiting', async () => {
  for (let round = 0; round < 15; round += 1) {
    const { happen, seen, statuses } = await scene();
    await happen('a1');
    await Promise.all([happen('a2'), world.work(), happen('a3')]);
    await world.pass(130_000);
    expect(of('a', seen)).toBe('a1 a2 a3');
    expect(await statuses()).toBe('delivered delivered delivered');
  }
});

test('switched off, a whole line is let go', async () => {
  const { happen, broken, change, id, statuses } = await scene();
  broken.add('a');
  await happen('a1 a2 a3');
  await world.work();
  await change(id, { enabled: false });
  await world.pass(200_000);
  expect(await statuses()).toBe('discarded discarded discarded');
});

test('one that is redelivered does not wait, and the line still moves on', async () => {
  const { happen, broken, seen, orgId, deliveries, id, statuses } = await scene();
  broken.add('a');
  await happen('a1 a2 a3');
  await world.work();
  broken.clear();
  const [, second] = await deliveries(id);
  if (!second) throw new Error('A delivery was expected.');
  const deps = { ...world.deps, projects: world.projects, deliveries: world.store };
  await redeliver({ ctx: makeContext({ orgId, now: world.clock.now }), deps, input: { id: deliveryId(second) } });
  await world.pass(200_000);
  expect(await statuses()).toBe('delivered delivered delivered');
  expect(seen[0]).toBe('a2');
  await happen('a4');
  await world.work();
  expect(seen.at(-1)).toBe('a4');
});
