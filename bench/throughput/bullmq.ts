import { type ChildProcess, spawn } from 'node:child_process';
import { connect } from 'node:net';
import { setTimeout as wait } from 'node:timers/promises';
import { freePort } from '../../local/free-port.ts';
import { percentile, type TaskFigures } from './figures.ts';

export const skipped =
  'BullMQ was not measured: no redis-server on this machine (install one, or set REDIS_URL to a Redis that may be written to).';

/** The same number of tasks that do as little, through BullMQ on a Redis of this machine; undefined where there is none. */
export async function measureBullMq(tasks: number, concurrency: number): Promise<TaskFigures | undefined> {
  const redis = await startRedis();
  if (!redis) return undefined;
  const { Queue, QueueEvents, Worker } = await import('bullmq');
  const { connection } = redis;
  const name = `bench-${crypto.randomUUID()}`;
  const queue = new Queue(name, { connection });
  const events = new QueueEvents(name, { connection });
  const startedMs: number[] = [];
  const finished = Promise.withResolvers<void>();
  let done = 0;
  const worker = new Worker(
    name,
    async (job) => {
      startedMs.push(Date.now() - job.timestamp);
      return { n: job.data.n };
    },
    { connection, concurrency },
  );
  worker.on('completed', () => {
    done += 1;
    if (done === tasks) finished.resolve();
  });
  worker.on('failed', (_, error) => finished.reject(error));
  await worker.waitUntilReady();
  const startedAt = performance.now();
  for (let n = 0; n < tasks; n += 1) await queue.add('task', { n });
  await finished.promise;
  const seconds = (performance.now() - startedAt) / 1_000;
  await Promise.all([worker.close(), events.close()]);
  await queue.obliterate({ force: true });
  await queue.close();
  redis.stop();
  return { perSecond: tasks / seconds, startP50Ms: percentile(startedMs, 50), startP95Ms: percentile(startedMs, 95) };
}

interface Redis {
  readonly connection: { readonly url: string };
  stop(): void;
}

async function startRedis(): Promise<Redis | undefined> {
  const given = process.env.REDIS_URL;
  if (given) return { connection: { url: given }, stop: () => undefined };
  const port = await freePort('127.0.0.1');
  const child = spawn('redis-server', ['--port', String(port), '--save', '', '--appendonly', 'no'], {
    stdio: 'ignore',
  });
  if (!(await isRunning(child))) return undefined;
  while (!(await answers(port))) await wait(20);
  return { connection: { url: `redis://127.0.0.1:${port}` }, stop: () => child.kill('SIGTERM') };
}

function isRunning(child: ChildProcess): Promise<boolean> {
  return new Promise((resolve) => {
    child.once('spawn', () => resolve(true));
    child.once('error', () => resolve(false));
  });
}

function answers(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect(port, '127.0.0.1');
    socket.once('connect', () => {
      socket.destroy();
      resolve(true);
    });
    socket.once('error', () => resolve(false));
  });
}
