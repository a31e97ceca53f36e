import { DynamoDBClient, PutItemCommand } from '@aws-sdk/client-dynamodb';
import { expect, test, vi } from 'vitest';
import * as z from 'zod';
import { account } from '../../../local/aws/service.ts';
import { rootCredentials } from '../../../local/root-credentials.ts';
import { openScene } from '../scene/scene.ts';

const Told = z.object({ now: z.number(), made: z.iso.datetime(), text: z.string(), formatted: z.string() });
/** In seconds. An hour has few enough callbacks to be gone through in no time. */
const hour = 3_600;

test('the functions see the new time at once, in a run and in an instance that is warm', async () => {
  const scene = await openScene();
  const told = async () => Told.parse(await scene.ask({ do: 'tell-time' }));
  const before = await told();
  expect(Math.abs(before.now - Date.now())).toBeLessThan(2_000);
  await scene.runtime.clock.advance(5 * hour * 1_000);
  const after = await told();
  expect(Math.floor((after.now - before.now) / (hour * 1_000))).toBe(5);
  expect(Math.abs(Date.parse(after.made) - after.now)).toBeLessThan(50);
  const date = new Date(after.now);
  expect(after.text).toContain(String(date.getFullYear()));
  expect(after.formatted).toBe(new Intl.DateTimeFormat('en', { timeZone: 'UTC' }).format(date));
  expect(scene.runtime.lambda.stats().function?.coldStarts).toBe(1);
});

test('an SQS message shows again once its visibility timeout has passed', async () => {
  const scene = await openScene();
  await scene.send('held', { n: 1 });
  expect(await scene.receive('held')).toHaveLength(1);
  expect(await scene.receive('held')).toHaveLength(0);
  await scene.runtime.clock.advance(31_000);
  expect(await scene.receive('held')).toHaveLength(1);
});

test('an item goes when its time to live is over, and a message when its retention is', async () => {
  const scene = await openScene();
  const { awsEndpoint: endpoint, clock } = scene.runtime;
  const credentials = rootCredentials(scene.stateDirectory);
  const client = new DynamoDBClient({ endpoint, region: account.region, credentials });
  const expiresAt = { N: String(Math.floor(clock.now() / 1_000) + 3 * hour) };
  await client.send(new PutItemCommand({ TableName: 'things', Item: { pk: { S: 'mortal' }, expiresAt } }));
  await scene.send('held', { n: 1 });
  await clock.advance(2 * hour * 1_000);
  expect(await scene.written()).toEqual(['mortal']);
  await clock.advance(2 * hour * 1_000);
  await vi.waitFor(async () => expect(await scene.written()).toEqual([]));
  expect(await scene.receive('held')).toEqual([]);
});

test('a rate(1 minute) rule fires 60 times when an hour passes, each with its own minute', async () => {
  const scene = await openScene();
  await scene.runtime.clock.advance(3_600_000);
  const ticks = z.array(z.object({ time: z.iso.datetime() })).parse(await scene.take('ticks', 60));
  const times = ticks.map(({ time }) => Date.parse(time) / 60_000).sort((a, b) => a - b);
  expect(times.map((minute, index) => minute - index)).toEqual(times.map(() => times[0]));
  expect(times).toHaveLength(60);
});

test('a schedule fires at its time, once', async () => {
  const scene = await openScene();
  expect(await scene.receive('scheduled')).toEqual([]);
  await scene.runtime.clock.advance(3 * hour * 1_000);
  await scene.take('scheduled', 1);
  await scene.runtime.clock.advance(hour * 1_000);
  expect(await scene.receive('scheduled')).toEqual([]);
});

test('a URL signed by a function holds at the virtual time and expires by it', async () => {
  const scene = await openScene();
  await scene.ask({ do: 'store', key: 'a' });
  await scene.runtime.clock.advance(hour * 1_000);
  const url = z.url().parse(await scene.ask({ do: 'sign', key: 'a', expiresIn: 60 }));
  expect((await fetch(url)).status).toBe(200);
  await scene.runtime.clock.advance(61_000);
  expect((await fetch(url)).status).toBe(403);
});

test('what S3 says of an object reaches the rules of the default bus', async () => {
  const scene = await openScene();
  await scene.ask({ do: 'store', key: 'some key' });
  const [event] = await scene.take('objects', 1);
  const object = { key: 'some key', size: 6 };
  expect(event).toMatchObject({ source: 'aws.s3', 'detail-type': 'Object Created', detail: { object } });
});

test('a failed asynchronous event reaches its destination with the right of the function', async () => {
  const scene = await openScene();
  await scene.runtime.lambda.invokeAsync('function', { do: 'fail' });
  const [record] = await scene.take('failed', 1);
  expect(record).toMatchObject({ requestContext: { condition: 'RetriesExhausted' }, requestPayload: { do: 'fail' } });
});

test('/_local/clock tells and moves the time, which a restart keeps', async () => {
  const scene = await openScene();
  const now = async () => Date.parse((await scene.local('GET', '/clock')).body.now ?? '');
  const begun = await now();
  expect(Math.abs(begun - Date.now())).toBeLessThan(2_000);
  const moved = await scene.local('POST', '/clock', { advanceSeconds: hour });
  expect(moved.status).toBe(200);
  expect(Date.parse(moved.body.now ?? '') - begun).toBeGreaterThanOrEqual(hour * 1_000);
  const to = new Date(begun + 3 * hour * 1_000).toISOString();
  expect((await scene.local('POST', '/clock', { to })).status).toBe(200);
  await scene.restart();
  expect((await now()) - begun).toBeGreaterThanOrEqual(3 * hour * 1_000);
  expect(Told.parse(await scene.ask({ do: 'tell-time' })).now - begun).toBeGreaterThanOrEqual(3 * hour * 1_000);

  const back = await scene.local('POST', '/clock', { to: new Date(begun).toISOString() });
  expect(back).toMatchObject({ status: 409, body: { message: 'Time only moves forward.' } });
  for (const wrong of [{}, { advanceSeconds: -1 }, { to: 'tomorrow' }, { advanceSeconds: 1, to }, 'no JSON']) {
    expect((await scene.local('POST', '/clock', wrong)).status).toBe(422);
  }
  expect((await scene.local('POST', '/clock', { advanceSeconds: 1 }, 'text/plain')).status).toBe(415);
  expect((await scene.local('DELETE', '/clock')).status).toBe(404);
});
