import { z } from 'zod';
import { resourceType, type Subject } from '../resource-type.ts';
import { document, number, queueParameters, text } from '../scalar.ts';
import { arnOf } from './arn.ts';

const DeadLetter = z.strictObject({ Arn: z.string() });

const Target = z.strictObject({
  Arn: z.string(),
  Id: z.string(),
  Input: z.string().optional(),
  InputPath: z.string().optional(),
  InputTransformer: z
    .strictObject({ InputPathsMap: z.record(z.string(), z.string()).optional(), InputTemplate: z.string() })
    .optional(),
  RoleArn: z.string().optional(),
  DeadLetterConfig: DeadLetter.optional(),
  RetryPolicy: z
    .strictObject({ MaximumEventAgeInSeconds: number.optional(), MaximumRetryAttempts: number.optional() })
    .optional(),
  SqsParameters: queueParameters,
});

export const eventBus = resourceType({
  type: 'AWS::Events::EventBus',
  naming: { property: 'Name', maxLength: 256 },
  ref: ({ name }) => name,
  attributes: { Arn: ({ name }) => arnOf('events', `event-bus/${name}`), Name: ({ name }) => name },
  properties: z.strictObject({
    Name: text,
    DeadLetterConfig: DeadLetter.optional(),
  }),
});

/** The bus is told by name or by ARN. */
export function busName(given: string | undefined): string {
  return given?.split('/').at(-1) ?? 'default';
}

const qualified = ({ name, property }: Subject, separator: string): string => {
  const bus = busName(property('EventBusName'));
  return bus === 'default' ? name : `${bus}${separator}${name}`;
};

const Rule = z.strictObject({
  Name: text.optional(),
  Description: z.string().optional(),
  EventBusName: z.string().optional(),
  EventPattern: document.optional(),
  ScheduleExpression: z.string().optional(),
  State: z.enum(['ENABLED', 'DISABLED']).default('ENABLED'),
  RoleArn: z.string().optional(),
  Targets: z.array(Target).default([]),
});
export type RuleProperties = z.output<typeof Rule>;

export const rule = resourceType({
  type: 'AWS::Events::Rule',
  naming: { property: 'Name', maxLength: 64 },
  ref: (subject) => qualified(subject, '|'),
  attributes: { Arn: (subject) => arnOf('events', `rule/${qualified(subject, '/')}`) },
  properties: Rule,
});

export const archive = resourceType({
  type: 'AWS::Events::Archive',
  naming: { property: 'ArchiveName', maxLength: 48 },
  ref: ({ name }) => name,
  attributes: { Arn: ({ name }) => arnOf('events', `archive/${name}`), ArchiveName: ({ name }) => name },
  properties: z.strictObject({
    ArchiveName: text.optional(),
    Description: z.string().optional(),
    SourceArn: z.string(),
    EventPattern: document.optional(),
    RetentionDays: number.optional(),
  }),
});
