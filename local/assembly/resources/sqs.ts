import { z } from 'zod';
import { account } from '../../aws/service.ts';
import { resourceType, type Subject } from '../resource-type.ts';
import { document, flag, number, text } from '../scalar.ts';
import { arnOf } from './arn.ts';

const Queue = z.strictObject({
  QueueName: text.optional(),
  FifoQueue: flag.optional(),
  ContentBasedDeduplication: flag.optional(),
  DeduplicationScope: z.enum(['messageGroup', 'queue']).optional(),
  FifoThroughputLimit: z.enum(['perQueue', 'perMessageGroupId']).optional(),
  DelaySeconds: number.optional(),
  KmsDataKeyReusePeriodSeconds: number.optional(),
  KmsMasterKeyId: z.string().optional(),
  MaximumMessageSize: number.optional(),
  MessageRetentionPeriod: number.optional(),
  ReceiveMessageWaitTimeSeconds: number.optional(),
  RedriveAllowPolicy: document.optional(),
  RedrivePolicy: z.strictObject({ deadLetterTargetArn: z.string(), maxReceiveCount: number }).optional(),
  SqsManagedSseEnabled: flag.optional(),
  VisibilityTimeout: number.optional(),
});
export type QueueProperties = z.output<typeof Queue>;

const url = ({ name, endpoints }: Subject): string => `${endpoints.awsEndpoint}/${account.id}/${name}`;

export const queue = resourceType({
  type: 'AWS::SQS::Queue',
  naming: { property: 'QueueName', maxLength: 80 },
  ref: url,
  attributes: { Arn: ({ name }) => arnOf('sqs', name), QueueName: ({ name }) => name, QueueUrl: url },
  properties: Queue,
});

export const queuePolicy = resourceType({
  type: 'AWS::SQS::QueuePolicy',
  ref: ({ name }) => name,
  attributes: { Id: ({ name }) => name },
  properties: z.strictObject({ PolicyDocument: document, Queues: z.array(z.string()) }),
});
