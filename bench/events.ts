import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { account } from '../local/aws/service.ts';
import { environmentOf } from '../local/lambda/environment.ts';
import type { Runtime } from '../local/runtime.ts';
import type { Demo } from '../local/seed.ts';
import { nameOf } from './calls.ts';
import type { Subject } from './functions.ts';

/** One harmless event per function, so that its first and its warm replies can be measured. The browser worker has none. */
export function events(demo: Demo, runtime: Runtime): Subject[] {
  const orgContext = {
    outcome: 'authenticated',
    orgId: 'org_00000000000000000000000000',
    actorType: 'api-key',
    actorId: 'key_00000000000000000000000000',
    permissions: 'projects:read tasks:read guardian:read',
    plan: 'free',
  };
  const eventOf: Readonly<Record<string, unknown>> = {
    'auth/authorizer': { version: '2.0', type: 'REQUEST', headers: { authorization: `Bearer ${demo.apiKey}` } },
    'auth/api': request('GET /v1/projects', orgContext),
    'tasks/api': request('GET /v1/tasks', orgContext),
    'guardian-runner/api': request('GET /v1/guardian/tests', orgContext),
    'platform/api': request('GET /health', undefined),
    'tasks/sweep': {},
    'auth/on-mail-requested': { Records: [] },
  };
  return runtime.model.functions.map((fn) => {
    const name = nameOf(fn);
    const environment = environmentOf({
      fn,
      taskRoot: mkdtempSync(join(tmpdir(), 'odavl-task-')),
      region: account.region,
      endpoint: runtime.awsEndpoint,
      credentials: runtime.credentialsFor(fn),
    });
    return { name, fn, environment, ...(name in eventOf && { event: eventOf[name] }) };
  });
}

function request(routeKey: string, lambda: unknown) {
  const [method, rawPath] = routeKey.split(' ');
  return {
    ...{ version: '2.0', routeKey, rawPath, rawQueryString: '', isBase64Encoded: false },
    headers: { host: '127.0.0.1', 'user-agent': 'bench' },
    requestContext: {
      ...{ requestId: 'bench', routeKey, stage: '$default' },
      http: { method, path: rawPath, protocol: 'HTTP/1.1', sourceIp: '127.0.0.1', userAgent: 'bench' },
      ...(lambda !== undefined && { authorizer: { lambda } }),
    },
  };
}
