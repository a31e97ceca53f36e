import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import * as z from 'zod';
import { uploadPrefixes } from '../../../lambdas/tasks/upload/place.ts';
import type { Table } from '../../../shared/dynamo.ts';
import { eraseOrganization } from '../../../shared/erase-organization.ts';
import { eraseObjects } from '../../../shared/erase-organization-objects.ts';
import { bucketOf, createS3Storage } from '../../../shared/storage/s3.ts';
import { cancelTask } from '../../../shared/task/cancel.ts';
import { redriveTask } from '../../../shared/task/redrive.ts';
import { createTaskStore } from '../../../shared/task/store.ts';
import { Scene, type SentMessage, startTaskWorld, type TaskWorld } from '../../shared/task/task-world.ts';
import { Life, minute, startScheduleWorld } from './schedule/schedule-world.ts';
import { announce, goodZip, ok, postForm, startUploadWorld } from './upload/upload-world.ts';

const erase = async (table: Table, orgId: string) => {
  const input = { orgId, until: Number.POSITIVE_INFINITY };
  expect(await eraseOrganization({ deps: { table, now: Date.now }, input })).toMatchObject({ isComplete: true });
};
const left = async (table: Table, orgId: string) =>
  (await table.query(z.object({ sk: z.string() }), { pk: `ORG#${orgId}`, limit: 1_000 })).map(({ sk }) => sk);

describe('tasks under way when their organization is erased', () => {
  let world: TaskWorld;
  beforeAll(async () => {
    world = await startTaskWorld();
  });
  afterAll(() => world.close());

  test('a message whose task is gone is dropped, and the sweeper has nothing to do', async () => {
    const scene = world.scene();
    const tasks = await scene.submitMany(5);
    await erase(scene.table, scene.ctx.orgId);
    const run = vi.fn(async () => 1);
    expect(await scene.work(run, ...tasks)).toEqual({ batchItemFailures: [] });
    expect(await scene.sweepAfter(7_200_000)).toEqual({ mended: 0, failed: 0 });
    expect([run.mock.calls.length, await left(scene.table, scene.ctx.orgId)]).toEqual([0, []]);
  });

  test('a worker hears of it by its next pulse, and brings nothing back', async () => {
    const scene = world.scene();
    const task = await scene.submit();
    const reply = await scene.work(async ({ signal }) => {
      await erase(scene.table, scene.ctx.orgId);
      scene.timers.advance(3_000);
      await vi.waitFor(() => expect(signal.aborted).toBe(true));
      return 'a result that nobody may have';
    }, task);
    expect(reply).toEqual({ batchItemFailures: [] });
    expect(await left(scene.table, scene.ctx.orgId)).toEqual([]);
    expect(scene.bus.types).not.toContain('task.succeeded.v1');
  });

  /** The act, with the organization erased before its first call, before its second, and so on until it makes no more. */
  async function amid(prepare: (scene: Scene) => Promise<(scene: Scene) => Promise<unknown>>) {
    let wasReached = true;
    let places = 0;
    for (let at = 1; wasReached; at += 1) {
      const dynamo = new DynamoDBClient({
        ...{ endpoint: world.endpoint, region: 'eu-central-1', maxAttempts: 1 },
        credentials: { accessKeyId: 'local', secretAccessKey: 'local' },
      });
      const scene = new Scene({ ...world, client: dynamo }, createTaskStore(dynamo, world.table.name));
      const act = await prepare(scene);
      let calls = 0;
      wasReached = false;
      dynamo.middlewareStack.add(
        (next) => async (args) => {
          calls += 1;
          if (calls === at) {
            wasReached = true;
            await erase(world.table, scene.ctx.orgId);
          }
          return next(args);
        },
        { step: 'initialize' },
      );
      await act(scene);
      if (wasReached) {
        places = at;
        const messages: SentMessage[] = scene.queue.sent;
        expect(await scene.work(async () => 1, ...messages)).toEqual({ batchItemFailures: [] });
        expect(await scene.sweepAfter(7_200_000), `erased before call ${at}`).toEqual({ mended: 0, failed: 0 });
        expect(await left(world.table, scene.ctx.orgId), `erased before call ${at}`).toEqual([]);
      }
      await erase(world.table, scene.ctx.orgId);
      dynamo.destroy();
    }
    return places;
  }

  test('wherever it happens in the life of a task, nothing is brought back', { timeout: 60_000 }, async () => {
    const acts: Record<string, (scene: Scene) => Promise<(scene: Scene) => Promise<unknown>>> = {
      'a run that succeeds': async (scene) => {
        const task = await scene.submit();
        return () => scene.work(async () => ({ ok: true }), task);
      },
      'a run that fails': async (scene) => {
        const task = await scene.submit();
        return () => scene.work(() => Promise.reject(new Error('no')), task);
      },
      'a run that lets another one go': async (scene) => {
        const [task] = await scene.submitMany(4);
        return () => scene.work(async () => 1, task ?? expect.unreachable());
      },
      'a sweep of what is owed and of a line that waits': async (scene) => {
        scene.queue.isBroken = true;
        await scene.submitMany(4);
        scene.queue.isBroken = false;
        return () => scene.sweepAfter(1_200_000);
      },
      'a sweep of a worker that fell silent': async (scene) => {
        await scene.claim(await scene.submit());
        return () => scene.sweepAfter(1_200_000);
      },
      'a cancellation': async (scene) => {
        const task = await scene.submit();
        return () => cancelTask(scene.deps, task, scene.now);
      },
      'a retry by a person': async (scene) => {
        const task = await cancelTask(scene.deps, await scene.submit(), scene.now);
        const context = scene.context();
        return () => redriveTask(context, scene.deps, task).catch(() => undefined);
      },
    };
    const places: Record<string, number> = {};
    for (const [name, prepare] of Object.entries(acts)) places[name] = await amid(prepare);
    expect(
      Object.values(places).every((count) => count > 0),
      JSON.stringify(places),
    ).toBe(true);
  });
});

test('a schedule stops: wherever in a tick the organization is erased, nothing is left and nothing is submitted later', {
  timeout: 60_000,
}, async () => {
  const world = await startScheduleWorld();
  let wasReached = true;
  for (let at = 1; wasReached; at += 1) {
    const scene = await world.scene();
    await scene.create();
    scene.now += 5 * minute + 10_000;
    const life = new Life();
    wasReached = false;
    life.before = async () => {
      if (life.calls !== at) return;
      wasReached = true;
      await scene.accounts.delete({ pk: `ORG#${scene.ctx.orgId}`, sk: 'ORG' });
      await erase(scene.table, scene.ctx.orgId);
    };
    await scene.tick(life);
    if (!wasReached) break;
    const { length } = scene.submissions.sent;
    await scene.pass(15);
    expect([await left(scene.table, scene.ctx.orgId), scene.submissions.sent.length - length], `call ${at}`).toEqual([
      [],
      0,
    ]);
    expect(scene.log.errors, `call ${at}`).toEqual([]);
  }
  await world.close();
});

test('an upload that is inspected meanwhile leaves no record, and its bytes go with the next look', async () => {
  const world = await startUploadWorld({ maxFormBytes: 1 });
  const scene = await world.scene();
  const other = await world.scene();
  const content = goodZip();
  const created = await scene.create(announce(content));
  const [part] = created.parts ?? expect.unreachable();
  const { headers } = await fetch(part?.url ?? '', { method: 'PUT', body: new Uint8Array(content) });
  const parts = [{ partNumber: 1, etag: headers.get('etag') ?? '' }];
  ok(await scene.complete(created.uploadId, { parts }));
  const below = async (orgId: string) => {
    const keys: string[] = [];
    for await (const { key } of createS3Storage(world.bucket, world.client).list('')) keys.push(key);
    return keys.filter((key) => key.includes(orgId));
  };
  const eraseAll = async () => {
    await erase(world.tables.table, scene.orgId);
    const input = { prefixes: uploadPrefixes(scene.orgId), until: Number.POSITIVE_INFINITY };
    await eraseObjects({ deps: { bucket: bucketOf(world.bucket, world.client), now: Date.now }, input });
  };
  const settle = async (from: string, to: string) => {
    const isSettled = await world.objects.settle(from, to);
    await eraseAll();
    await world.objects.settle(from, to);
    return isSettled;
  };
  await createS3Storage(world.bucket, world.client).put(`7d/org/${other.orgId}/blobs/x`, Buffer.from('x'), {
    contentType: 'text/plain',
  });
  expect(await world.inspectAll({ settle })).toBe(0);
  expect(await left(world.tables.table, scene.orgId)).toEqual([]);
  // A form that was handed out before is good for a quarter of an hour: what comes by it goes with a later look.
  await eraseAll();
  expect([await below(scene.orgId), await below(other.orgId)]).toEqual([[], [`7d/org/${other.orgId}/blobs/x`]]);
  expect(await scene.ask({ routeKey: 'GET /v1/uploads/{id}', params: { id: created.uploadId } })).toMatchObject({
    statusCode: 404,
  });
  await world.close();
});

test('bytes that arrive by a form of before go with a later look', async () => {
  const world = await startUploadWorld();
  const scene = await world.scene();
  const created = await scene.create(announce(goodZip()));
  await erase(world.tables.table, scene.orgId);
  expect((await postForm(created, goodZip())).status).toBeLessThan(300);
  const input = { prefixes: uploadPrefixes(scene.orgId), until: Number.POSITIVE_INFINITY };
  const deps = { bucket: bucketOf(world.bucket, world.client), now: Date.now };
  expect(await eraseObjects({ deps, input })).toEqual({ count: 1, isComplete: true });
  await world.close();
});
