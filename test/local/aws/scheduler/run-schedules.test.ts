import {
  CreateScheduleCommand,
  type CreateScheduleCommandInput,
  GetScheduleCommand,
  UpdateScheduleCommand,
} from '@aws-sdk/client-scheduler';
import { expect, test } from 'vitest';
import type { Delivery } from '../../../../local/aws/outbound/delivery.ts';
import { AwsError } from '../../../../local/aws/service.ts';
import { localScheduler, queueArn, RoleArn, schedule } from './local-scheduler.ts';

// https://docs.aws.amazon.com/scheduler/latest/UserGuide/schedule-types.html

const hour = 3_600_000;
const day = 24 * hour;
const arn = 'arn:aws:scheduler:eu-central-1:000000000000:schedule/default/job';

async function scheduled(members: Partial<CreateScheduleCommandInput>, now?: string) {
  const local = await localScheduler(now === undefined ? {} : { now });
  await local.client.send(new CreateScheduleCommand({ ...schedule, ...members }));
  return local;
}

test('a rate runs at once and then every period', async () => {
  const { clock, times, deliveries } = await scheduled({});
  await clock.advanceSlowly(2 * hour);
  expect(times()).toEqual(['2026-03-01T12:00:00Z', '2026-03-01T13:00:00Z', '2026-03-01T14:00:00Z']);
  expect(deliveries[0]).toMatchObject({ arn: queueArn, id: 'job', ruleArn: arn, roleArn: RoleArn });
});

test('a rate with dates runs from the first to the last of them', async () => {
  const StartDate = new Date('2026-03-02T00:30:00Z');
  const { clock, times } = await scheduled({ StartDate, EndDate: new Date('2026-03-02T01:45:00Z') });
  await clock.advanceSlowly(3 * day);
  expect(times()).toEqual(['2026-03-02T00:30:00Z', '2026-03-02T01:30:00Z']);
});

test('a one-time schedule runs once and stays', async () => {
  const { client, clock, times } = await scheduled({ ScheduleExpression: 'at(2026-03-01T13:30:00)' });
  await clock.advanceSlowly(day);
  expect(times()).toEqual(['2026-03-01T13:30:00Z']);
  expect(await client.send(new GetScheduleCommand({ Name: 'job' }))).toMatchObject({ State: 'ENABLED' });
});

test('with DELETE it is gone after its last run', async () => {
  const ScheduleExpression = 'at(2026-03-01T13:30:00)';
  const { client, clock, times } = await scheduled({ ScheduleExpression, ActionAfterCompletion: 'DELETE' });
  await client.send(new GetScheduleCommand({ Name: 'job' }));
  await clock.advanceSlowly(day);
  expect(times()).toHaveLength(1);
  await expect(client.send(new GetScheduleCommand({ Name: 'job' }))).rejects.toMatchObject({
    name: 'ResourceNotFoundException',
  });
});

test('a schedule with a time zone keeps its hour when the clock goes forward', async () => {
  const expression = { ScheduleExpression: 'cron(0 8 * * ? *)', ScheduleExpressionTimezone: 'Europe/Berlin' };
  const { clock, times } = await scheduled(expression, '2026-03-27T12:00:00Z');
  await clock.advanceSlowly(3 * day);
  expect(times()).toEqual(['2026-03-28T07:00:00Z', '2026-03-29T06:00:00Z', '2026-03-30T06:00:00Z']);
});

test('a time that the clock leaves out in spring is skipped, one that it repeats in autumn runs once', async () => {
  const expression = { ScheduleExpression: 'cron(30 2 * * ? *)', ScheduleExpressionTimezone: 'Europe/Berlin' };
  const spring = await scheduled(expression, '2026-03-28T12:00:00Z');
  await spring.clock.advanceSlowly(2 * day);
  expect(spring.times()).toEqual(['2026-03-30T00:30:00Z']);
  const autumn = await scheduled(expression, '2026-10-24T12:00:00Z');
  await autumn.clock.advanceSlowly(2 * day);
  expect(autumn.times()).toEqual(['2026-10-25T00:30:00Z', '2026-10-26T01:30:00Z']);
});

test('a rate in days counts 24 hours over a clock change', async () => {
  const expression = { ScheduleExpression: 'rate(1 day)', ScheduleExpressionTimezone: 'Europe/Berlin' };
  const { clock, times } = await scheduled(expression, '2026-03-28T07:00:00Z');
  await clock.advanceSlowly(2 * day);
  expect(times()).toEqual(['2026-03-28T07:00:00Z', '2026-03-29T07:00:00Z', '2026-03-30T07:00:00Z']);
});

test('a disabled schedule does not run', async () => {
  const { client, clock, deliveries } = await scheduled({ State: 'DISABLED' });
  await clock.advanceSlowly(day);
  expect(deliveries).toEqual([]);
  await client.send(new UpdateScheduleCommand(schedule));
  await clock.advanceSlowly(0);
  expect(deliveries).toHaveLength(1);
});

test('runs that were missed while the runtime was down are one, and putting the schedule again changes nothing', async () => {
  const first = await scheduled({});
  await first.clock.advanceSlowly(0);
  await first.stop();
  const second = await localScheduler({ directory: first.directory, now: '2026-03-01T17:30:00Z' });
  await second.client.send(new UpdateScheduleCommand(schedule));
  await second.clock.advanceSlowly(hour / 2);
  expect(second.times()).toEqual(['2026-03-01T13:00:00Z', '2026-03-01T18:00:00Z']);
});

// https://docs.aws.amazon.com/scheduler/latest/UserGuide/managing-schedule-context-attributes.html
test('keywords in the input are replaced', async () => {
  const Input =
    '{"arn": "<aws.scheduler.schedule-arn>", "run": "<aws.scheduler.execution-id>", "attempt": "<aws.scheduler.attempt-number>"}';
  const { clock, inputs } = await scheduled({ Target: { Arn: queueArn, RoleArn, Input } });
  await clock.advanceSlowly(0);
  expect(inputs()).toEqual([{ arn, run: expect.stringMatching(/^[0-9a-f-]{36}$/), attempt: '1' }]);
});

test('a target without an input gets the default event', async () => {
  const { clock, inputs } = await scheduled({ Target: { Arn: queueArn, RoleArn } });
  await clock.advanceSlowly(0);
  expect(inputs()).toMatchObject([
    { source: 'aws.scheduler', 'detail-type': 'Scheduled Event', resources: [arn], detail: '{}' },
  ]);
});

// https://docs.aws.amazon.com/scheduler/latest/UserGuide/configuring-schedule-dlq.html
test('after its retries an invocation goes to the dead-letter queue with its reason', async () => {
  const arrived: Delivery[] = [];
  const local = await localScheduler({
    deliver: async (delivery) => {
      arrived.push(delivery);
      if (delivery.arn === queueArn) throw new AwsError('ServiceUnavailable', 'later', 503);
    },
  });
  const DeadLetterConfig = { Arn: 'arn:aws:sqs:eu-central-1:000000000000:dlq' };
  const Target = { Arn: queueArn, RoleArn, Input: '1', DeadLetterConfig, RetryPolicy: { MaximumRetryAttempts: 2 } };
  const ScheduleExpression = 'at(2026-03-01T12:00:00)';
  await local.client.send(new CreateScheduleCommand({ ...schedule, ScheduleExpression, Target }));
  await local.clock.advanceSlowly(60_000);
  expect(arrived.map((each) => each.arn)).toEqual([queueArn, queueArn, queueArn, DeadLetterConfig.Arn]);
  expect(local.reports).toEqual([expect.stringContaining('(ERROR_FROM_TARGET: later), and is tried again')]);
  expect(arrived[3]?.roleArn).toBe(RoleArn);
  expect(arrived[3]?.attributes).toEqual({
    SCHEDULE_ARN: arn,
    TARGET_ARN: queueArn,
    SCHEDULED_TIME: '2026-03-01T12:00:00Z',
    ERROR_CODE: 'ERROR_FROM_TARGET',
    ERROR_MESSAGE: 'later',
    RETRY_ATTEMPTS: '2',
    IS_PAYLOAD_TRUNCATED: 'false',
    EXHAUSTED_RETRY_CONDITION: 'MaximumRetryAttempts',
  });
});
