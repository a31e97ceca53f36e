import type { CloudEvent } from '../../../shared/cloud-event.ts';

/**
 * The key by which an event keeps its place: the text, number or boolean at this path of names, e.g. `data.taskId`. Undefined where
 * there is none: such an event waits for nobody.
 */
export function orderingKeyOf(event: CloudEvent, path: string): string | undefined {
  const found = path.split('.').reduce<unknown>(fieldOf, event);
  return ['string', 'number', 'boolean'].includes(typeof found) ? String(found) : undefined;
}

function fieldOf(value: unknown, name: string): unknown {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return undefined;
  return Object.entries(value).find(([key]) => key === name)?.[1];
}
