import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { account } from '../local/aws/service.ts';
import { environmentOf } from '../local/lambda/environment.ts';
import type { Runtime } from '../local/runtime.ts';
import type { Demo } from '../local/seed.ts';
import { nameOf } from './calls.ts';
import type { Subject } from './functions.ts';

/** Jobs that find nothing to do in a platform that is new. */
export const idleJobs = [
  'auth/chain-audit',
  'auth/close-rotated-keys',
  'auth/publish-keys',
  'auth/erase-accounts',
  'auth/erase-organizations',
  'auth/publish-outbox',
  'events/publish-outbox',
  'guardian-runner/publish-outbox',
  'insight-runner/publish-outbox',
  'autopilot-runner/publish-outbox',
  'tasks/tick-schedules',
] as const;

/**
 * One harmless event per function, so that its first and its warm replies can be measured; two for the authorizer, which
 * reads keys and tokens. The browser worker has none.
 */
export function events(demo: Demo, accessToken: string, runtime: Runtime): Subject[] {
  // An organization for each, and the largest plan, so that no call of the measurement is refused as one too many.
  const contextOf = (nth: number) => ({
    outcome: 'authenticated',
    orgId: `org_0000000000000000000000000${nth}`,
    actorType: 'api-key',
    actorId: 'key_00000000000000000000000000',
    permissions: 'projects:read tasks:read guardian:read insight:read autopilot:read webhooks:read',
    plan: 'enterprise',
  });
  const eventOf: Readonly<Record<string, unknown>> = {
    'auth/authorizer': authorizerRequest(demo.apiKey),
    'auth/api': request('GET /v1/projects', contextOf(1)),
    'tasks/api': request('GET /v1/tasks', contextOf(2)),
    'guardian-runner/api': request('GET /v1/guardian/tests', contextOf(3)),
    'insight-runner/api': request('GET /v1/insight/analyses', contextOf(5)),
    'autopilot-runner/api': request('GET /v1/autopilot/runs', contextOf(6)),
    'platform/api': request('GET /health', undefined),
    'tasks/sweep': {},
    'guardian-runner/on-guardian-batch': { Records: [] },
    'guardian-runner/on-submission': { Records: [] },
    'events/on-feed': { Records: [] },
    'events/deliver': { Records: [] },
    'events/sweep-deliveries': {},
    'auth/on-mail-requested': { Records: [] },
    'tasks/on-upload': { Records: [] },
    'insight-runner/on-insight-analysis': { Records: [] },
    'insight-runner/on-organization-deleted': { Records: [] },
    'autopilot-runner/on-autopilot-run': { Records: [] },
    'autopilot-runner/on-organization-deleted': { Records: [] },
    'auth/on-subscription-changed': { Records: [] },
    'events/api': request('GET /v1/events', contextOf(4)),
    'events/on-event': { Records: [] },
    'events/on-organization-deleted': { Records: [] },
    'tasks/on-organization-deleted': { Records: [] },
    'guardian-runner/on-organization-deleted': { Records: [] },
    ...Object.fromEntries(idleJobs.map((job) => [job, {}])),
  };
  return runtime.model.functions.flatMap((fn) => {
    const name = nameOf(fn);
    const environment = environmentOf({
      fn,
      taskRoot: mkdtempSync(join(tmpdir(), 'odavl-task-')),
      region: account.region,
      endpoint: runtime.awsEndpoint,
      credentials: runtime.credentialsFor(fn),
    });
    const subject = { name, fn, environment, ...(name in eventOf && { event: eventOf[name] }) };
    if (name !== 'auth/authorizer') return [subject];
    return [subject, { ...subject, name: `${name}, access token`, event: authorizerRequest(accessToken) }];
  });
}

function authorizerRequest(credential: string) {
  const { requestContext, ...event } = request('GET /v1/me', undefined);
  const headers = { ...event.headers, authorization: `Bearer ${credential}` };
  return { ...event, type: 'REQUEST', headers, requestContext };
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
