import type { JsonOperation } from '../json-service.ts';
import type { Access } from '../service.ts';
import { busArn, busName } from './arn.ts';
import { isRecord } from './is-record.ts';

/** The permission of one operation on the resources that its input names. */
export function access(
  operation: string,
  resources: (input: Readonly<Record<string, unknown>>) => string[],
): JsonOperation['access'] {
  return (input) => resources(input).map((resource) => ({ action: `events:${operation}`, resource }));
}

/** Whoever hands a role to EventBridge must be allowed to pass it on. */
export function passRole(value: unknown): Access[] {
  if (!isRecord(value) || typeof value.RoleArn !== 'string') return [];
  const context = { 'iam:PassedToService': 'events.amazonaws.com' };
  return [{ action: 'iam:PassRole', resource: value.RoleArn, context }];
}

/**
 * One permission per entry, with the condition keys of
 * https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-use-conditions.html.
 */
export function putEventsAccess(input: Readonly<Record<string, unknown>>): Access[] {
  const entries: unknown[] = Array.isArray(input.Entries) ? input.Entries : [];
  const accesses = entries.filter(isRecord).map((entry) => ({
    action: 'events:PutEvents',
    resource: busArn(busName(entry.EventBusName)),
    context: {
      ...(typeof entry.Source === 'string' && { 'events:source': entry.Source }),
      ...(typeof entry.DetailType === 'string' && { 'events:detail-type': entry.DetailType }),
    },
  }));
  const distinct = new Map(accesses.map((each) => [JSON.stringify(each), each]));
  return [...distinct.values()];
}
