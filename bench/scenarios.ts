import { setTimeout as wait } from 'node:timers/promises';
import * as z from 'zod';
import type { Demo } from '../local/seed.ts';

export interface Scenario {
  readonly name: string;
  readonly kind: 'read' | 'write';
  /** The function whose calls count; the authorizer and event consumers are counted for themselves. */
  readonly functionName: string;
  /** Uses up a monthly quota, so it runs no oftener than it must. */
  readonly isMetered?: true;
  run(): Promise<unknown>;
}

const Tokens = z.object({ accessToken: z.string(), refreshToken: z.string() });
const Id = z.object({ id: z.string() });

/** What clients do most, each repeatable. */
export function scenarios(demo: Demo): Scenario[] {
  const call = async (method: string, path: string, body?: unknown) => {
    const reply = await fetch(demo.url + path, {
      method,
      headers: { authorization: `Bearer ${demo.apiKey}`, 'content-type': 'application/json' },
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
  const submit = async () => {
    const { task } = z
      .object({ task: Id })
      .parse(await call('POST', '/v1/guardian/tests', { projectId, url: 'http://127.0.0.1:9/' }));
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
    { name: 'POST /v1/guardian/tests', kind: 'write', functionName: guardian, isMetered: true, run: submit },
    {
      name: 'GET /v1/guardian/tests',
      kind: 'read',
      functionName: guardian,
      run: () => call('GET', '/v1/guardian/tests'),
    },
    {
      name: 'a whole guardian test (worker)',
      kind: 'write',
      functionName: 'guardian-runner/on-guardian-test',
      isMetered: true,
      run: async () => {
        const id = await submit();
        const Finished = z.object({ status: z.enum(['succeeded', 'queued', 'running']) });
        while (Finished.parse(await call('GET', `/v1/tasks/${id}?waitSeconds=20`)).status !== 'succeeded')
          await wait(10);
      },
    },
  ];
}
