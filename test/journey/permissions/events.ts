import { expect } from 'vitest';
import * as z from 'zod';
import { type Account, type Client, join, newAccount, newApiKey, newProject } from '../client.ts';
import { type Receiver, startReceiver } from '../receiver.ts';
import { passTime, type Scene } from './scene.ts';

const Made = z.object({ endpoint: z.object({ id: z.string() }) });
const Deliveries = z.object({ items: z.array(z.object({ id: z.string(), status: z.string() })) });

/** The feed, and webhooks: to a system that takes them, that fails for a while, and that is gone. */
export async function tryEvents(scene: Scene): Promise<void> {
  const { call, anybody } = scene;
  const boss = await scene.newBoss();
  // A key, because the clock moves on by more than a session lasts.
  const client = anybody.with((await newApiKey(boss.client, ['admin'])).secret);
  await call(anybody, 'GET /v1/webhook-egress', 200);
  await call(anybody, 'GET /v1/webhook-receipt-keys', 200);
  await withReceiver(async (receiver) => {
    const { id, projectId } = await manageEndpoint(scene, client, receiver);
    await readFeed(scene, client, projectId);
    await readDeliveries(scene, client, id);
    await letReadOnly(scene, boss);
    await call(client, 'DELETE /v1/webhook-endpoints/{id}', 204, { params: { id } });
  });
  await withReceiver((receiver) => keepOrder(scene, client, receiver));
  await withReceiver((receiver) => beGone(scene, client, receiver));
  await withReceiver((receiver) => failForAWhile(scene, client, receiver));
}

async function withReceiver(work: (receiver: Receiver) => Promise<void>): Promise<void> {
  const receiver = await startReceiver();
  try {
    await work(receiver);
  } finally {
    await receiver.close();
  }
}

async function subscribe({ call }: Scene, client: Client, settings: object): Promise<string> {
  const body = { types: ['project.created.v1'], ...settings };
  return (await call(client, 'POST /v1/webhook-endpoints', 201, { body })).as(Made).endpoint.id;
}

async function manageEndpoint(scene: Scene, client: Client, receiver: Receiver) {
  const { call } = scene;
  const first = await newProject(client);
  const id = await subscribe(scene, client, { url: receiver.url });
  const limited = await subscribe(scene, client, { url: receiver.url, projectIds: [first] });
  const params = { id };
  await call(client, 'GET /v1/webhook-endpoints', 200);
  await call(client, 'GET /v1/webhook-endpoints/{id}', 200, { params });
  await call(client, 'PATCH /v1/webhook-endpoints/{id}', 200, { params, body: { description: 'Ours' } });
  await call(client, 'GET /v1/webhook-endpoints/{id}/public-key', 200, { params });
  await call(client, 'POST /v1/webhook-endpoints/{id}/rotate-secret', 200, { params, body: {} });
  await call(client, 'POST /v1/webhook-endpoints/{id}/disable', 200, { params });
  const since = new Date(scene.runtime.clock.now()).toISOString();
  await newProject(client, 'Missed');
  const missed = async () => (await call(client, 'GET /v1/events', 200, { query: { types: 'project.*' } })).text;
  await expect.poll(missed, { timeout: 20_000 }).toContain('Missed');
  await call(client, 'POST /v1/webhook-endpoints/{id}/enable', 200, { params });
  await call(client, 'POST /v1/webhook-endpoints/{id}/recover', 202, { params, body: { since } });
  await receiver.next('project.created.v1');
  for (const one of [id, limited]) {
    await call(client, 'POST /v1/webhook-endpoints/{id}/test', 202, { params: { id: one }, body: {} });
  }
  await receiver.next('task.succeeded.v1');
  const projectId = await newProject(client, 'Told');
  await expect.poll(() => receiver.received.map(({ body }) => body).join(), { timeout: 20_000 }).toContain('Told');
  return { id, projectId };
}

/** Of somebody whom teams may keep out it has to be asked which projects they may see. */
async function letReadOnly({ call, runtime }: Scene, boss: Account): Promise<void> {
  const body = { name: 'Listener', permissions: ['webhooks:read'] };
  const { id } = (await call(boss.client, 'POST /v1/roles', 201, { body })).as(z.object({ id: z.string() }));
  const listener = await join(boss, await newAccount(runtime.url), id);
  await call(listener.client, 'GET /v1/events', 200);
  await call(listener.client, 'GET /v1/webhook-endpoints', 200);
}

async function readFeed({ call }: Scene, client: Client, projectId: string): Promise<void> {
  await call(client, 'GET /v1/event-types', 200);
  await call(client, 'GET /v1/event-types/{type}', 200, { params: { type: 'project.created.v1' } });
  await call(client, 'GET /v1/events', 200, { query: { projectId, waitSeconds: '1' } });
}

async function readDeliveries({ call }: Scene, client: Client, id: string): Promise<void> {
  const params = { id };
  const { items } = (await call(client, 'GET /v1/webhook-endpoints/{id}/deliveries', 200, { params })).as(Deliveries);
  const one = { params: { id: String(items[0]?.id) } };
  await call(client, 'GET /v1/webhook-deliveries/{id}', 200, one);
  await call(client, 'POST /v1/webhook-deliveries/{id}/redeliver', 202, one);
  await call(client, 'GET /v1/webhook-endpoints/{id}/stats', 200, { params });
  await call(client, 'GET /v1/webhook-endpoints/{id}/receipts', 200, { params });
  await call(client, 'GET /v1/webhook-endpoints/{id}/receipts/head', 200, { params });
}

/** The first of a line fails once; the others wait for it. */
async function keepOrder(scene: Scene, client: Client, receiver: Receiver): Promise<void> {
  const params = { id: await subscribe(scene, client, { url: receiver.url, ordering: 'key', orderingKey: 'orgid' }) };
  receiver.answerWith(500);
  const [first, second] = ['First', 'Second'];
  for (const name of [first, second]) await newProject(client, name);
  // Were the clock moved before the second stands in the line, the first would have let nobody go.
  const inLine = async () =>
    (await scene.call(client, 'GET /v1/webhook-endpoints/{id}/deliveries', 200, { params })).as(Deliveries).items
      .length;
  await expect.poll(inLine, { timeout: 20_000 }).toBe(2);
  const names = () => receiver.received.map(({ body }) => [first, second].find((name) => body.includes(name)));
  await passTime(scene.runtime, async () => names().length === 3, 6_000);
  expect(names()).toEqual([first, first, second]);
}

async function beGone(scene: Scene, client: Client, receiver: Receiver): Promise<void> {
  const id = await subscribe(scene, client, { url: receiver.url });
  receiver.answerWith(410);
  await newProject(client);
  const state = async () => (await scene.call(client, 'GET /v1/webhook-endpoints/{id}', 200, { params: { id } })).text;
  await expect.poll(state, { timeout: 20_000 }).toContain('"gone"');
}

/** Until the next attempt is so late that no message waits for it, and the sweeper makes it. */
async function failForAWhile(scene: Scene, client: Client, receiver: Receiver): Promise<void> {
  const { call, runtime } = scene;
  const params = { id: await subscribe(scene, client, { url: receiver.url }) };
  receiver.answerWith(500, 500, 500, 500);
  await newProject(client);
  await passTime(
    runtime,
    async () => {
      const { items } = (await call(client, 'GET /v1/webhook-endpoints/{id}/deliveries', 200, { params })).as(
        Deliveries,
      );
      return items[0]?.status === 'delivered';
    },
    120_000,
  );
}
