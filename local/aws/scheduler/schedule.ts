import { z } from 'zod';
import { RetryPolicyInput } from '../outbound/delivery.ts';
import { nextOccurrence, parseScheduleExpression, type ScheduleExpression } from '../schedule-expression/expression.ts';
import { AwsError, account } from '../service.ts';

const Arn = z.string().min(1).max(1600).regex(/^arn:/, 'Provided Arn is not in correct format.');

/** Queues, functions and buses; universal targets and the parameters of other services are refused by name. */
const Target = z.strictObject({
  Arn: Arn.refine((arn) => !arn.includes(':scheduler:::aws-sdk:'), {
    message: 'Universal targets are not supported by the local runtime',
  }),
  RoleArn: Arn,
  Input: z.string().min(1).optional(),
  RetryPolicy: RetryPolicyInput.optional(),
  DeadLetterConfig: z.strictObject({ Arn: Arn.optional() }).optional(),
  SqsParameters: z.strictObject({ MessageGroupId: z.string().min(1).max(128).optional() }).optional(),
});

/** https://docs.aws.amazon.com/scheduler/latest/APIReference/API_CreateSchedule.html, without name, group and token. */
export const Schedule = z.strictObject({
  ScheduleExpression: z.string().min(1).max(256),
  ScheduleExpressionTimezone: z.string().min(1).max(50).default('UTC'),
  FlexibleTimeWindow: z.strictObject({ Mode: z.literal('OFF') }),
  State: z.enum(['ENABLED', 'DISABLED']).default('ENABLED'),
  ActionAfterCompletion: z.enum(['NONE', 'DELETE']).default('NONE'),
  Description: z.string().max(512).optional(),
  /** Seconds since the epoch. */
  StartDate: z.number().optional(),
  EndDate: z.number().optional(),
  Target,
});
export type Schedule = z.infer<typeof Schedule>;

/** As it is stored: with times in milliseconds since the epoch. */
export const StoredSchedule = z.object({
  schedule: Schedule,
  createdAt: z.number(),
  modifiedAt: z.number(),
  /** What a rate counts from. */
  anchor: z.number(),
});
export type StoredSchedule = z.infer<typeof StoredSchedule>;

const prefix = `arn:${account.partition}:scheduler:${account.region}:${account.id}`;
export const scheduleArn = (group: string, name: string) => `${prefix}:schedule/${group}/${name}`;
export const groupArn = (group: string) => `${prefix}:schedule-group/${group}`;

/** Throws ValidationException for what is no expression or no time zone. */
export function expressionOf(schedule: Schedule): ScheduleExpression {
  try {
    return parseScheduleExpression(schedule.ScheduleExpression, schedule.ScheduleExpressionTimezone);
  } catch (error) {
    if (error instanceof RangeError) {
      throw new AwsError('ValidationException', `Invalid time zone ${schedule.ScheduleExpressionTimezone}.`);
    }
    const reason = error instanceof Error ? error.message : String(error);
    const problem = `Invalid Schedule Expression ${schedule.ScheduleExpression}. Reason: ${reason}.`;
    throw new AwsError('ValidationException', problem);
  }
}

/**
 * When a schedule runs first: a one-time schedule at its time, even when that is past; a rate at its start date or at
 * once (https://docs.aws.amazon.com/scheduler/latest/UserGuide/schedule-types.html).
 */
export function firstRun({ schedule, anchor }: StoredSchedule, now: number): number | undefined {
  const expression = expressionOf(schedule);
  if (schedule.State !== 'ENABLED') return undefined;
  if (expression.kind === 'at') return expression.at;
  const earliest = Math.max(now, (schedule.StartDate ?? 0) * 1000);
  return untilEnd(schedule, nextOccurrence(expression, anchor, earliest - 1));
}

export function nextRun({ schedule, anchor }: StoredSchedule, after: number): number | undefined {
  const expression = expressionOf(schedule);
  if (schedule.State !== 'ENABLED' || expression.kind === 'at') return undefined;
  return untilEnd(schedule, nextOccurrence(expression, anchor, after));
}

function untilEnd(schedule: Schedule, at: number | undefined): number | undefined {
  const isOver = at !== undefined && schedule.EndDate !== undefined && at > schedule.EndDate * 1000;
  return isOver ? undefined : at;
}
