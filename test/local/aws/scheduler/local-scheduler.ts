import { type CreateScheduleCommandInput, SchedulerClient } from '@aws-sdk/client-scheduler';
import type { Deliver, Delivery } from '../../../../local/aws/outbound/delivery.ts';
import { createScheduler } from '../../../../local/aws/scheduler/scheduler.ts';
import { FakeClock } from '../../fake-clock.ts';
import { attach } from '../attach.ts';
import { stateDirectory } from '../outbound/state-directory.ts';

export const queueArn = 'arn:aws:sqs:eu-central-1:000000000000:jobs';
export const RoleArn = 'arn:aws:iam::000000000000:role/scheduler';

export const schedule: CreateScheduleCommandInput = {
  Name: 'job',
  ScheduleExpression: 'rate(1 hour)',
  FlexibleTimeWindow: { Mode: 'OFF' },
  Target: { Arn: queueArn, RoleArn, Input: '{"scheduled": "<aws.scheduler.scheduled-time>"}' },
};

/** A Scheduler with an SDK client before it and a list of deliveries behind it. */
export async function localScheduler(options: { now?: string; directory?: string; deliver?: Deliver } = {}) {
  const directory = options.directory ?? stateDirectory();
  const clock = new FakeClock(options.now ?? '2026-03-01T12:00:00Z');
  const deliveries: Delivery[] = [];
  const reports: string[] = [];
  const record: Deliver = async (delivery) => void deliveries.push(delivery);
  const scheduler = await createScheduler({
    stateDirectory: directory,
    clock,
    deliver: options.deliver ?? record,
    report: (problem) => reports.push(problem),
  });
  const attached = await attach(scheduler, (options) => new SchedulerClient(options));
  const inputs = () => deliveries.map(({ input }): unknown => JSON.parse(input));
  const times = () => deliveries.map(({ input }) => input.match(/"scheduled": "(.*?)"/)?.[1]);
  return { scheduler, clock, deliveries, inputs, times, reports, directory, ...attached };
}
