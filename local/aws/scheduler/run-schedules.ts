import { randomUUID } from 'node:crypto';
import { inTransaction } from '../database.ts';
import { defaultRetry, type StoredDelivery } from '../outbound/delivery.ts';
import { account } from '../service.ts';
import type { SchedulerContext } from './context.ts';
import { nextRun, scheduleArn } from './schedule.ts';
import type { NamedSchedule } from './schedule-store.ts';

/** Calls the target of every schedule that is due; ticks that were missed while nothing ran are one. */
export function runSchedules(context: SchedulerContext): void {
  const now = context.clock.now();
  inTransaction(context.database, () => {
    for (const due of context.schedules.due(now)) {
      const { nextAt = now, ...named } = due;
      context.outbound.enqueue(delivery(due, isoSeconds(nextAt)));
      const next = nextRun(due, now);
      const isOver = next === undefined && due.schedule.ActionAfterCompletion === 'DELETE';
      if (isOver) context.schedules.remove(due.group, due.name);
      else context.schedules.put({ ...named, ...(next !== undefined && { nextAt: next }) });
    }
  });
  context.outbound.wake();
}

function isoSeconds(time: number): string {
  return new Date(time).toISOString().replace(/\.\d{3}Z$/, 'Z');
}

function delivery(due: NamedSchedule, scheduledTime: string): StoredDelivery {
  const { Target: target } = due.schedule;
  const arn = scheduleArn(due.group, due.name);
  const messageGroupId = target.SqsParameters?.MessageGroupId;
  const deadLetterArn = target.DeadLetterConfig?.Arn;
  return {
    delivery: {
      arn: target.Arn,
      id: due.name,
      input: withContext(target.Input ?? defaultInput(arn, scheduledTime), arn, scheduledTime),
      ruleArn: arn,
      roleArn: target.RoleArn,
      ...(messageGroupId && { messageGroupId }),
    },
    scheduledTime,
    maximumRetryAttempts: target.RetryPolicy?.MaximumRetryAttempts ?? defaultRetry.maximumRetryAttempts,
    maximumEventAgeInSeconds: target.RetryPolicy?.MaximumEventAgeInSeconds ?? defaultRetry.maximumEventAgeInSeconds,
    ...(deadLetterArn && { deadLetterArn }),
  };
}

/** What a target without an input gets; its detail is a string that holds an empty object. */
function defaultInput(arn: string, time: string): string {
  return JSON.stringify({
    version: '0',
    id: randomUUID(),
    'detail-type': 'Scheduled Event',
    source: 'aws.scheduler',
    account: account.id,
    time,
    region: account.region,
    resources: [arn],
    detail: '{}',
  });
}

/** https://docs.aws.amazon.com/scheduler/latest/UserGuide/managing-schedule-context-attributes.html */
function withContext(input: string, arn: string, scheduledTime: string): string {
  return input
    .replaceAll('<aws.scheduler.schedule-arn>', arn)
    .replaceAll('<aws.scheduler.scheduled-time>', scheduledTime)
    .replaceAll('<aws.scheduler.execution-id>', randomUUID());
}
