import { z } from 'zod';
import { resourceType } from '../resource-type.ts';
import { number, queueParameters, text } from '../scalar.ts';
import { arnOf } from './arn.ts';

const Target = z.strictObject({
  Arn: z.string(),
  RoleArn: z.string(),
  Input: z.string().optional(),
  DeadLetterConfig: z.strictObject({ Arn: z.string() }).optional(),
  RetryPolicy: z
    .strictObject({ MaximumEventAgeInSeconds: number.optional(), MaximumRetryAttempts: number.optional() })
    .optional(),
  SqsParameters: queueParameters,
});

const Schedule = z.strictObject({
  Name: text.optional(),
  GroupName: z.string().default('default'),
  ScheduleExpression: z.string(),
  ScheduleExpressionTimezone: z.string().optional(),
  StartDate: z.string().optional(),
  EndDate: z.string().optional(),
  State: z.enum(['ENABLED', 'DISABLED']).default('ENABLED'),
  FlexibleTimeWindow: z.strictObject({
    Mode: z.enum(['OFF', 'FLEXIBLE']),
    MaximumWindowInMinutes: number.optional(),
  }),
  Target,
});

export const schedule = resourceType({
  type: 'AWS::Scheduler::Schedule',
  naming: { property: 'Name', maxLength: 64 },
  ref: ({ name }) => name,
  attributes: {
    Arn: ({ name, property }) => arnOf('scheduler', `schedule/${property('GroupName') ?? 'default'}/${name}`),
  },
  properties: Schedule,
});
export type ScheduleProperties = z.output<typeof Schedule>;

export const scheduleGroup = resourceType({
  type: 'AWS::Scheduler::ScheduleGroup',
  naming: { property: 'Name', maxLength: 64 },
  ref: ({ name }) => name,
  attributes: { Arn: ({ name }) => arnOf('scheduler', `schedule-group/${name}`) },
  properties: z.strictObject({ Name: text.optional() }),
});
