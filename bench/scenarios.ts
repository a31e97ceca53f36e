import { setTimeout as wait } from 'node:timers/promises';
import * as z from 'zod';
import type { Demo } from '../local/seed.ts';
import { idleJobs } from './events.ts';

export interface Scenario {
  readonly name: string;
  /** A `job` is an invocation that no client's request pays the gateway for. */
  readonly kind: 'read' | 'write' | 'job';
  /** The function whose calls and time count. */
  readonly functionName: string;
  /** Uses up a monthly quota, so it runs no oftener than it must. */
  readonly isMetered?: true;
  run(): Promise<unknown>;
}

const Tokens = z.object({ accessToken: z.string(), refreshToken: z.string() });
const Id = z.object({ id: z.string() });

/** What clients do most, each repeatable, and what every other function does for it. `invoke` calls a function by name. */
export function scenarios(demo: Demo, invoke: (functionName: string) => Promise<unknown>): Scenario[] {
  const call = async (method: string, path: string, body?: unknown, key = demo.apiKey) => {
    const reply = await fetch(demo.url + path, {
      method,
      headers: { authorization: `Bearer ${key}`, 'content-type': 'application/json' },
      ...(body !== undefined && { body: JSON.stringify(body) }),
    });
    const text = await reply.text();
    if (!reply.ok) throw new Error(`${method} ${path}: ${reply.status} ${text}`);
    return text === '' ? undefined : JSON.parse(text);
  };
  const { email, password, projectId } = demo;
  const logIn = async () => Tokens.parse(await call('POST', '/v1/auth/login', { email, password }));
  const auth = 'auth/api';
  const guardian = 'guardian-runner/api';
  const submit = async (url = 'http://127.0.0.1:9/') => {
    const { task } = z.object({ task: Id }).parse(await call('POST', '/v1/guardian/tests', { projectId, url }));
    return task.id;
  };
  return [
    { name: 'GET /health', kind: 'read', functionName: 'platform/api', run: () => call('GET', '/health') },
    { name: 'GET /v1/me', kind: 'read', functionName: auth, run: () => call('GET', '/v1/me') },
    { name: 'GET /v1/projects', kind: 'read', functionName: auth, run: () => call('GET', '/v1/projects') },
    {
      name: 'GET /v1/projects/{id}',
      kind: 'read',
      functionName: auth,
      run: () => call('GET', `/v1/projects/${projectId}`),
    },
    {
      name: 'POST + DELETE /v1/projects',
      kind: 'write',
      functionName: auth,
      run: async () => {
        const { id } = Id.parse(await call('POST', '/v1/projects', { name: 'Bench' }));
        await call('DELETE', `/v1/projects/${id}`);
      },
    },
    { name: 'POST /v1/auth/login', kind: 'write', functionName: auth, run: logIn },
    {
      name: 'POST /v1/auth/login + refresh',
      kind: 'write',
      functionName: auth,
      run: async () => call('POST', '/v1/auth/refresh', { refreshToken: (await logIn()).refreshToken }),
    },
    { name: 'GET /v1/tasks', kind: 'read', functionName: 'tasks/api', run: () => call('GET', '/v1/tasks') },
    { name: 'POST /v1/guardian/tests', kind: 'write', functionName: guardian, isMetered: true, run: () => submit() },
    {
      name: 'GET /v1/guardian/tests',
      kind: 'read',
      functionName: guardian,
      run: () => call('GET', '/v1/guardian/tests'),
    },
    {
      name: 'worker: all suites on one page',
      kind: 'job',
      functionName: 'guardian-runner/on-guardian-test',
      isMetered: true,
      run: async () => {
        const id = await submit(`${demo.url}/docs`);
        const Finished = z.object({ status: z.enum(['succeeded', 'queued', 'running']) });
        while (Finished.parse(await call('GET', `/v1/tasks/${id}?waitSeconds=20`)).status !== 'succeeded')
          await wait(10);
      },
    },
    {
      name: 'authorizer: a key that it remembers',
      kind: 'job',
      functionName: 'auth/authorizer',
      run: () => call('GET', '/v1/me'),
    },
    {
      name: 'authorizer: a key that it has not seen',
      kind: 'job',
      functionName: 'auth/authorizer',
      run: async () => {
        const made = await call('POST', '/v1/api-keys', { name: 'Bench', scopes: ['projects:read'] });
        await call('GET', '/v1/me', undefined, z.object({ secret: z.string() }).parse(made).secret);
      },
    },
    {
      name: 'mailer: one verification mail',
      kind: 'job',
      functionName: 'auth/on-mail-requested',
      run: async () => {
        const email = `${crypto.randomUUID()}@example.com`;
        await call('POST', '/v1/auth/signup', { email, password, name: 'B', organizationName: 'B' });
        const Outbox = z.object({ items: z.array(z.object({ to: z.string() })) });
        const hasMail = async () =>
          Outbox.parse(await call('GET', '/_local/outbox')).items.some(({ to }) => to === email);
        while (!(await hasMail())) await wait(5);
      },
    },
    {
      name: 'authorizer: an access token that it has not seen',
      kind: 'job',
      functionName: 'auth/authorizer',
      run: async () => call('GET', '/v1/me', undefined, (await logIn()).accessToken),
    },
    ...idleJobs.map((job) => ({
      name: `${job}: nothing to do`,
      kind: 'job' as const,
      functionName: job,
      run: () => invoke(job),
    })),
    { name: 'sweeper: nothing to mend', kind: 'job', functionName: 'tasks/sweep', run: () => invoke('tasks/sweep') },
  ];
}
