import { EventBridgeClient, PutRuleCommand, PutTargetsCommand } from '@aws-sdk/client-eventbridge';
import { createEvents } from '../../../../local/aws/events/events.ts';
import type { Deliver, Delivery } from '../../../../local/aws/outbound/delivery.ts';
import { FakeClock } from '../../fake-clock.ts';
import { attach } from '../attach.ts';
import { stateDirectory } from '../outbound/state-directory.ts';

export const queueArn = 'arn:aws:sqs:eu-central-1:000000000000:orders';

/** An EventBridge with an SDK client before it and a list of deliveries behind it. */
export async function localEvents(options: { directory?: string; clock?: FakeClock; deliver?: Deliver } = {}) {
  const directory = options.directory ?? stateDirectory();
  const clock = options.clock ?? new FakeClock('2026-03-01T12:00:00Z');
  const deliveries: Delivery[] = [];
  const reports: string[] = [];
  const record: Deliver = async (delivery) => void deliveries.push(delivery);
  const events = await createEvents({
    stateDirectory: directory,
    clock,
    deliver: options.deliver ?? record,
    report: (problem) => reports.push(problem),
  });
  const attached = await attach(events, (options) => new EventBridgeClient(options));
  const inputs = () => deliveries.map(({ input }): unknown => JSON.parse(input));
  return { events, clock, deliveries, inputs, reports, directory, ...attached };
}

/** A rule on the default bus that sends what matches to a queue. */
export async function ruleToQueue(client: EventBridgeClient, pattern: unknown = { source: ['shop'] }): Promise<void> {
  await client.send(new PutRuleCommand({ Name: 'orders', EventPattern: JSON.stringify(pattern) }));
  await client.send(new PutTargetsCommand({ Rule: 'orders', Targets: [{ Id: 'queue', Arn: queueArn }] }));
}

export const order = (detail: unknown = { id: 1 }) => ({
  Source: 'shop',
  DetailType: 'Order Placed',
  Detail: JSON.stringify(detail),
});
