import { expect } from 'vitest';
import * as z from 'zod';
import type { Runtime } from '../../../local/runtime.ts';
import type { Plan } from '../../../shared/plan.ts';
import { type Account, type Answer, Client, newAccount } from '../client.ts';
import { onPlan } from '../plan.ts';

interface Asked {
  /** For the names in braces of the route's path. */
  readonly params?: Readonly<Record<string, string>>;
  readonly query?: Readonly<Record<string, string>>;
  readonly body?: unknown;
  readonly form?: Readonly<Record<string, string>>;
  readonly headers?: Readonly<Record<string, string>>;
}

/** What every area of this test works with. */
export interface Scene {
  readonly runtime: Runtime & { readonly stateDirectory: string };
  readonly anybody: Client;
  /** Asks a route by its key, and takes no other status than this one. */
  readonly call: (as: Client, key: string, status: number, asked?: Asked) => Promise<Answer>;
  /** Somebody with an organization of their own; on the largest plan, which may do a lot in a minute, unless told otherwise. */
  newBoss(plan?: Plan): Promise<Account>;
  /** Waits until a task that there is, or that is to be made, has ended in one way or another. */
  finished(as: Client, taskId: string): Promise<void>;
  /** The keys of the routes that were asked. */
  readonly called: ReadonlySet<string>;
}

export function createScene(runtime: Scene['runtime']): Scene {
  const called = new Set<string>();
  const call: Scene['call'] = async (as, key, status, asked = {}) => {
    const [method = '', path = ''] = key.split(' ');
    const answer = await as.send(method, urlOf(path, asked), bodyOf(asked), headersOf(method, asked));
    expect([key, answer.status, answer.status === status ? '' : answer.text]).toEqual([key, status, '']);
    called.add(key);
    return answer;
  };
  const newBoss = async (plan: Plan = 'enterprise') => onPlan(runtime, await newAccount(runtime.url), plan);
  const finished = async (as: Client, taskId: string) => {
    const ended = async () => {
      const answer = await as.get(`/v1/tasks/${taskId}?waitSeconds=20`);
      return answer.status === 200 && answer.as(z.object({ finishedAt: z.string().optional() })).finishedAt;
    };
    await expect.poll(ended, { timeout: 90_000, interval: 250 }).toEqual(expect.any(String));
  };
  return { runtime, anybody: new Client(runtime.url), call, newBoss, finished, called };
}

/**
 * Moves the clock until something has happened, in steps that are shorter than a job gives itself, because one that is under way
 * while time jumps takes its own time to be over.
 */
export async function passTime(
  { clock }: Pick<Runtime, 'clock'>,
  hasHappened: () => Promise<boolean>,
  stepMs = 30_000,
): Promise<void> {
  const look = async () => {
    await clock.advance(stepMs);
    return hasHappened();
  };
  await expect.poll(look, { timeout: 120_000, interval: 250 }).toBe(true);
}

/** Nothing starts before the work is done; then the messages that found no worker come back. */
export async function withoutWorkers<T>({ faults, clock }: Scene['runtime'], work: () => Promise<T>): Promise<T> {
  const target = { function: '*guardian-runner-WorkerFunction*' };
  faults.put({ seed: 1, rules: [{ id: 'no-worker', fault: 'throttle', target }] });
  try {
    return await work();
  } finally {
    faults.clear();
    await clock.advance(61_000);
  }
}

function urlOf(path: string, { params = {}, query }: Asked): string {
  const filled = path.replace(/\{(\w+)\}/g, (_, name: string) => {
    const value = params[name];
    if (value === undefined) throw new Error(`${path} needs ${name}.`);
    return value;
  });
  return query ? `${filled}?${new URLSearchParams(query)}` : filled;
}

function bodyOf({ body, form }: Asked): string | undefined {
  if (form) return new URLSearchParams(form).toString();
  return body === undefined ? undefined : JSON.stringify(body);
}

function headersOf(method: string, { form, headers }: Asked): Record<string, string> {
  return {
    ...(method === 'POST' && { 'idempotency-key': crypto.randomUUID() }),
    ...(form && { 'content-type': 'application/x-www-form-urlencoded' }),
    ...headers,
  };
}
