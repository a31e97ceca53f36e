import { expect } from 'vitest';
import type { Runtime } from '../../../local/runtime.ts';
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
  /** Somebody with an organization of their own, which may do a lot in a minute. */
  newBoss(): Promise<Account>;
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
  const newBoss = async () => onPlan(runtime, await newAccount(runtime.url), 'enterprise');
  return { runtime, anybody: new Client(runtime.url), call, newBoss, called };
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
