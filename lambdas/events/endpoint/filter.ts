import type { CloudEvent } from '../../../shared/cloud-event.ts';
import { compilePattern } from '../../../shared/event-pattern/pattern.ts';
import type { Endpoint } from './endpoint.ts';

type Filtered = Pick<Endpoint, 'types' | 'projectIds' | 'pattern'>;

/**
 * Whether an endpoint wants an event: one of its types, and one of its projects where it names any, and its pattern over the whole
 * event as it is sent. Make it once for many events, because the pattern is compiled here.
 */
export function createFilter({ types, projectIds, pattern }: Filtered): (event: CloudEvent) => boolean {
  const matchesPattern = pattern === undefined ? () => true : compilePattern(pattern);
  return (event) =>
    types.some((type) => covers(type, event.type)) &&
    (projectIds === undefined || (event.projectid !== undefined && projectIds.includes(event.projectid))) &&
    matchesPattern(event);
}

/** `task.queued.v1` is covered by itself, by `task.*`, `task.queued.*` and `*`. */
export function covers(type: string, name: string): boolean {
  return type.endsWith('*') ? name.startsWith(type.slice(0, -1)) : name === type;
}
