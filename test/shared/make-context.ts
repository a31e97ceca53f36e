import type { Context } from '../../shared/context.ts';
import { newId } from '../../shared/id.ts';
import { permissions } from '../../shared/permission.ts';

/** The beginning of time in these tests. */
export const start = Date.UTC(2026, 10, 22, 12);

/** Where the requests of these tests come from (RFC 5737). */
export const source = { ip: '192.0.2.1', userAgent: 'test' };

/** Somebody who may do everything in an organization of their own, unless told otherwise. */
export function makeContext(change: Partial<Context> = {}): Context {
  return {
    requestId: 'request-1',
    now: start,
    source,
    teams: new Set(),
    orgId: newId('organization', start),
    actor: { type: 'user', id: newId('user', start) },
    permissions: new Set(permissions),
    plan: 'free',
    ...change,
  };
}
