import { tryTransact } from '../../../shared/dynamo-transaction.ts';
import { newId } from '../../../shared/id.ts';
import { outgoing, sendOutgoing } from '../../../shared/outbox.ts';
import { mailRequested } from '../../auth/events.ts';
import type { DisabledBecause, Endpoint } from '../endpoint/endpoint.ts';
import { endpointDisabled } from '../endpoint/store.ts';
import { endpointDisabled as disabledEvent } from '../events.ts';
import type { AttemptDeps } from './deps.ts';

const reasons = {
  gone: 'It replied 410 Gone, which means that nobody wants these events any more.',
  failing: 'Every attempt of the last five days failed.',
} as const;

/**
 * Switches an endpoint off for its own behaviour, and tells: the event and the request for the mail to the admins are part of the
 * same transaction. Nothing happens when it is off, or gone, already.
 */
export async function disableEndpoint(call: {
  deps: Pick<AttemptDeps, 'dynamo' | 'table' | 'publish' | 'log' | 'now'>;
  input: {
    readonly orgId: string;
    readonly endpoint: Endpoint;
    readonly because: Exclude<DisabledBecause, 'requested'>;
  };
}): Promise<void> {
  const { deps, input } = call;
  const { orgId, endpoint, because } = input;
  const now = deps.now();
  const { hostname: host } = new URL(endpoint.url);
  const envelope = () => ({ id: newId('event', now), orgId, occurredAt: new Date(now).toISOString() });
  const facts = { host, endpointId: endpoint.id, reason: reasons[because], time: new Date(now).toUTCString() };
  const events = [
    outgoing(deps.table, disabledEvent, { ...envelope(), data: { endpointId: endpoint.id, host, because } }),
    outgoing(deps.table, mailRequested, { ...envelope(), data: { kind: 'webhook-disabled', facts } }),
  ];
  const write = endpointDisabled(deps.table, orgId, endpoint.id, { because, now });
  if (!(await tryTransact(deps.dynamo, [write, ...events.map((event) => event.write)]))) return;
  deps.log.warn('a webhook endpoint was disabled', { orgId, endpointId: endpoint.id, because });
  await sendOutgoing(deps, events);
}
