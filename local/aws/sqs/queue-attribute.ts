import { z } from 'zod';
import { AwsError } from '../service.ts';
import { invalidValue, unsupported } from './error.ts';
import { RedriveAllowPolicy, RedrivePolicy } from './redrive.ts';

export type QueueAttributes = Readonly<Record<string, string>>;

export const maximumMessageBytes = 1_048_576;

/** Least, greatest, default: https://docs.aws.amazon.com/AWSSimpleQueueService/latest/APIReference/API_SetQueueAttributes.html */
const ranges = {
  DelaySeconds: [0, 900, 0],
  MaximumMessageSize: [1024, maximumMessageBytes, maximumMessageBytes],
  MessageRetentionPeriod: [60, 1_209_600, 345_600],
  ReceiveMessageWaitTimeSeconds: [0, 20, 0],
  VisibilityTimeout: [0, 43_200, 30],
  KmsDataKeyReusePeriodSeconds: [60, 86_400, 300],
} as const;

const choices: Readonly<Record<string, readonly string[]>> = {
  SqsManagedSseEnabled: ['true', 'false'],
  FifoQueue: ['true'],
  ContentBasedDeduplication: ['true', 'false'],
  DeduplicationScope: ['queue', 'messageGroup'],
  FifoThroughputLimit: ['perQueue', 'perMessageGroupId'],
};

const fifoOnly = new Set(['FifoQueue', 'ContentBasedDeduplication', 'DeduplicationScope', 'FifoThroughputLimit']);
const documents = { Policy: z.looseObject({}), RedrivePolicy, RedriveAllowPolicy };
/** An empty value takes these away. */
const removable = new Set([...Object.keys(documents), 'KmsMasterKeyId']);

const readOnlyAttributes = [
  'ApproximateNumberOfMessages',
  'ApproximateNumberOfMessagesDelayed',
  'ApproximateNumberOfMessagesNotVisible',
  'CreatedTimestamp',
  'LastModifiedTimestamp',
  'QueueArn',
] as const;

const knownAttributes = new Set<string>([
  ...[ranges, choices, documents].flatMap((known) => Object.keys(known)),
  ...readOnlyAttributes,
  'KmsMasterKeyId',
  'All',
]);

export function isKnownAttribute(name: string): boolean {
  return knownAttributes.has(name);
}

export function unknownAttribute(name: string): AwsError {
  return new AwsError('InvalidAttributeName', `Unknown Attribute ${name}.`);
}

/** Checks every attribute by itself; what they say of other queues is for `setAttributes` to check. */
export function checkAttributes(attributes: QueueAttributes, isFifo: boolean): void {
  for (const [name, value] of Object.entries(attributes)) {
    if (fifoOnly.has(name) && !isFifo)
      throw new AwsError('InvalidAttributeName', `You can specify the ${name} only when FifoQueue is set to true.`);
    if (value === '' && removable.has(name)) continue;
    if (!isValid(name, value)) throw invalidAttribute(name, value);
  }
  if (attributes.KmsMasterKeyId && attributes.SqsManagedSseEnabled === 'true')
    throw new AwsError(
      'InvalidAttributeName',
      'You can use one type of server-side encryption (SSE) at one time. You can either enable KMS SSE or SQS SSE.',
    );
}

function isValid(name: string, value: string): boolean {
  for (const [known, [least, greatest]] of Object.entries(ranges))
    if (known === name) return /^\d+$/.test(value) && Number(value) >= least && Number(value) <= greatest;
  for (const [known, schema] of Object.entries(documents))
    if (known === name) return schema.safeParse(parsedJson(value)).success;
  if (name === 'KmsMasterKeyId') return isKeyId(value);
  const allowed = Object.hasOwn(choices, name) ? choices[name] : undefined;
  if (!allowed) throw unknownAttribute(name);
  return allowed.includes(value);
}

/** Whose key an alias stands for is not known here, so the IAM check of its use could not be made. */
function isKeyId(value: string): boolean {
  if (value.includes('alias/') && value !== 'alias/aws/sqs')
    throw unsupported(`the KMS key alias ${value}; name the key by its ARN`);
  return true;
}

function invalidAttribute(name: string, value: string): AwsError {
  return name === 'RedrivePolicy' || name === 'RedriveAllowPolicy'
    ? invalidValue(value, name, `Invalid value for ${name}.`)
    : new AwsError('InvalidAttributeValue', `Invalid value for the parameter ${name}.`);
}

function parsedJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    if (error instanceof SyntaxError) return undefined;
    throw error;
  }
}

/** `changes` on top of `current`: empty values vanish, and one kind of encryption replaces the other. */
export function mergeAttributes(current: QueueAttributes, changes: QueueAttributes): QueueAttributes {
  const merged: Record<string, string> = { ...current, ...changes };
  if (changes.KmsMasterKeyId) merged.SqsManagedSseEnabled = 'false';
  if (changes.SqsManagedSseEnabled === 'true') delete merged.KmsMasterKeyId;
  for (const name of removable) if (merged[name] === '') delete merged[name];
  return merged;
}

/** The writable attributes as GetQueueAttributes shows them. */
export function effectiveAttributes(attributes: QueueAttributes, isFifo: boolean): QueueAttributes {
  const defaults: Record<string, string> = { SqsManagedSseEnabled: attributes.KmsMasterKeyId ? 'false' : 'true' };
  for (const [name, [, , value]] of Object.entries(ranges))
    if (name !== 'KmsDataKeyReusePeriodSeconds' || attributes.KmsMasterKeyId) defaults[name] = String(value);
  if (isFifo) {
    defaults.ContentBasedDeduplication = 'false';
    defaults.DeduplicationScope = 'queue';
    defaults.FifoThroughputLimit = 'perQueue';
  }
  return { ...defaults, ...attributes };
}

export interface QueueSettings {
  readonly delayMs: number;
  readonly maximumMessageSize: number;
  readonly retentionMs: number;
  readonly waitMs: number;
  readonly visibilityMs: number;
  readonly deduplicatesByContent: boolean;
  readonly deduplicatesPerGroup: boolean;
  readonly redrivePolicy?: RedrivePolicy;
  readonly redriveAllowPolicy?: RedriveAllowPolicy;
}

export function settingsOf(attributes: QueueAttributes, isFifo: boolean): QueueSettings {
  const all = effectiveAttributes(attributes, isFifo);
  return {
    delayMs: Number(all.DelaySeconds) * 1000,
    maximumMessageSize: Number(all.MaximumMessageSize),
    retentionMs: Number(all.MessageRetentionPeriod) * 1000,
    waitMs: Number(all.ReceiveMessageWaitTimeSeconds) * 1000,
    visibilityMs: Number(all.VisibilityTimeout) * 1000,
    deduplicatesByContent: all.ContentBasedDeduplication === 'true',
    deduplicatesPerGroup: all.DeduplicationScope === 'messageGroup',
    redrivePolicy: all.RedrivePolicy ? RedrivePolicy.parse(parsedJson(all.RedrivePolicy)) : undefined,
    redriveAllowPolicy: all.RedriveAllowPolicy
      ? RedriveAllowPolicy.parse(parsedJson(all.RedriveAllowPolicy))
      : undefined,
  };
}
