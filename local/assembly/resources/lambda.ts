import { z } from 'zod';
import { stableUuid } from '../physical-name.ts';
import { resourceType, type Subject } from '../resource-type.ts';
import { flag, number, text } from '../scalar.ts';
import { arnOf } from './arn.ts';

const functionArn = (name: string): string => arnOf('lambda', `function:${name}`);

export const lambdaFunction = resourceType({
  type: 'AWS::Lambda::Function',
  naming: { property: 'FunctionName', maxLength: 64 },
  ref: ({ name }) => name,
  attributes: { Arn: ({ name }) => functionArn(name) },
  properties: z.strictObject({
    FunctionName: text.optional(),
    Code: z.strictObject({ S3Bucket: z.string(), S3Key: z.string() }),
    Environment: z.strictObject({ Variables: z.record(z.string(), text).default({}) }).optional(),
    Handler: z.string(),
    MemorySize: number.default(128),
    PackageType: z.literal('Zip').optional(),
    ReservedConcurrentExecutions: number.optional(),
    Role: z.string(),
    Runtime: z.string().regex(/^nodejs\d+\.x$/, 'only Node.js functions run locally'),
    Timeout: number.default(3),
  }),
});

export const permission = resourceType({
  type: 'AWS::Lambda::Permission',
  ref: ({ name }) => name,
  attributes: { Id: ({ name }) => name },
  properties: z.strictObject({
    Action: z.string(),
    FunctionName: z.string(),
    Principal: z.string(),
    SourceArn: z.string().optional(),
    SourceAccount: z.string().optional(),
  }),
});

const mappingId = ({ stack, logicalId }: Subject): string => stableUuid(`mapping ${stack}/${logicalId}`);

export const eventSourceMapping = resourceType({
  type: 'AWS::Lambda::EventSourceMapping',
  ref: mappingId,
  attributes: {
    Id: mappingId,
    EventSourceMappingArn: (subject) => arnOf('lambda', `event-source-mapping:${mappingId(subject)}`),
  },
  properties: z.strictObject({
    BatchSize: number.default(10),
    Enabled: flag.default(true),
    EventSourceArn: z.string().regex(/^arn:aws:sqs:/, 'only queues are event sources locally'),
    FunctionName: z.string(),
    FunctionResponseTypes: z.array(z.literal('ReportBatchItemFailures')).default([]),
    MaximumBatchingWindowInSeconds: number.default(0),
    ScalingConfig: z.strictObject({ MaximumConcurrency: number.pipe(z.number().min(2).max(1000)) }).optional(),
  }),
});

const Destination = z.strictObject({ Destination: z.string() }).optional();

export const eventInvokeConfig = resourceType({
  type: 'AWS::Lambda::EventInvokeConfig',
  ref: ({ name }) => name,
  attributes: {},
  properties: z.strictObject({
    FunctionName: z.string(),
    Qualifier: z.string(),
    // https://docs.aws.amazon.com/lambda/latest/dg/invocation-async-configuring.html: the defaults.
    MaximumEventAgeInSeconds: number.default(21_600),
    MaximumRetryAttempts: number.default(2),
    DestinationConfig: z.strictObject({ OnFailure: Destination, OnSuccess: Destination }).optional(),
  }),
});

/** An alias of the one version there is. */
export const alias = resourceType({
  type: 'AWS::Lambda::Alias',
  naming: { property: 'Name', maxLength: 128 },
  ref: (subject) => aliasArn(subject),
  attributes: { AliasArn: (subject) => aliasArn(subject) },
  properties: z.strictObject({
    Name: text,
    FunctionName: z.string(),
    FunctionVersion: text,
    Description: z.string().optional(),
  }),
});

function aliasArn({ name, property }: Subject): string {
  return `${functionArn(functionNameOf(property('FunctionName') ?? ''))}:${name}`;
}

/** A function is told by name, `name:alias`, partial ARN or ARN: https://docs.aws.amazon.com/lambda/latest/api/API_Invoke.html. */
export function functionNameOf(told: string): string {
  const [, name] = /^(?:arn:[^:]*:lambda:[^:]*:[^:]*:function:)?([^:]+)(?::[^:]+)?$/.exec(told) ?? [];
  if (name === undefined) throw new Error(`"${told}" names no Lambda function.`);
  return name;
}
