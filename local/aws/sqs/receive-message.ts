import { z } from 'zod';
import { AwsError } from '../service.ts';
import { greatestVisibility } from './change-visibility.ts';
import { invalidValue } from './error.ts';
import { type ReceivedMessage, sequenceNumberOf } from './message.ts';
import { md5OfAttributes, selectAttributes } from './message-attribute.ts';
import { type Operation, parseInput } from './operation.ts';
import type { Delivery, Queue } from './queue.ts';
import { unknownAttribute } from './queue-attribute.ts';
import { takeMessages } from './take-messages.ts';

const ReceiveInput = z.strictObject({
  QueueUrl: z.string(),
  MaxNumberOfMessages: z.int().optional(),
  VisibilityTimeout: z.int().optional(),
  WaitTimeSeconds: z.int().optional(),
  MessageAttributeNames: z.array(z.string()).default([]),
  MessageSystemAttributeNames: z.array(z.string()).default([]),
  /** The older name of MessageSystemAttributeNames. */
  AttributeNames: z.array(z.string()).default([]),
});

const systemAttributes: Readonly<Record<string, (message: ReceivedMessage, isFifo: boolean) => string | undefined>> = {
  SenderId: (message) => message.senderId,
  SentTimestamp: (message) => String(message.sentAt),
  ApproximateReceiveCount: (message) => String(message.totalReceives),
  ApproximateFirstReceiveTimestamp: (message) => String(message.firstReceivedAt),
  MessageGroupId: (message) => message.groupId,
  MessageDeduplicationId: (message) => message.deduplicationId,
  SequenceNumber: (message, isFifo) => (isFifo ? sequenceNumberOf(message.position) : undefined),
  AWSTraceHeader: (message) => message.traceHeader,
  DeadLetterQueueSourceArn: (message) => message.deadLetterSource,
};

/** https://docs.aws.amazon.com/AWSSimpleQueueService/latest/APIReference/API_ReceiveMessage.html */
export const receiveMessage: Operation = async (state, raw, caller) => {
  const input = parseInput(ReceiveInput, raw);
  const queue = state.registry.byUrl(input.QueueUrl);
  const max = within(input.MaxNumberOfMessages ?? 1, 'MaxNumberOfMessages', 1, 10);
  const waitMs = within(input.WaitTimeSeconds ?? queue.settings.waitMs / 1000, 'WaitTimeSeconds', 0, 20) * 1000;
  const visibility = input.VisibilityTimeout ?? queue.settings.visibilityMs / 1000;
  const visibilityMs = within(visibility, 'VisibilityTimeout', 0, greatestVisibility) * 1000;
  const wanted = [...input.MessageSystemAttributeNames, ...input.AttributeNames];
  checkSystemAttributeNames(wanted);
  if (caller.signal?.aborted) return {};
  if (waitMs === 0) checkInFlight(queue);
  const take = () => takeMessages(queue, { max, visibilityMs, faults: caller.faults });
  const now = take();
  const deliveries = now.length > 0 || waitMs === 0 ? now : await queue.line.wait(take, waitMs, caller.signal);
  if (deliveries.length === 0) return {};
  return {
    Messages: deliveries.map((delivery) => render(delivery, queue.isFifo, wanted, input.MessageAttributeNames)),
  };
};

function render({ message, receiptHandle }: Delivery, isFifo: boolean, system: string[], wanted: string[]) {
  const attributes = selectAttributes(message.attributes, wanted);
  const names = system.includes('All') ? Object.keys(systemAttributes) : system;
  const values = names.map((name) => [name, systemAttributes[name]?.(message, isFifo)] as const);
  const present = values.filter(([, value]) => value !== undefined);
  return {
    MessageId: message.id,
    ReceiptHandle: receiptHandle,
    MD5OfBody: message.bodyMd5,
    Body: message.body,
    Attributes: present.length > 0 ? Object.fromEntries(present) : undefined,
    MD5OfMessageAttributes: md5OfAttributes(attributes),
    MessageAttributes: Object.keys(attributes).length > 0 ? attributes : undefined,
  };
}

function checkSystemAttributeNames(names: readonly string[]): void {
  const unknown = names.find((name) => name !== 'All' && !Object.hasOwn(systemAttributes, name));
  if (unknown !== undefined) throw unknownAttribute(unknown);
}

function within(value: number, parameter: string, least: number, greatest: number): number {
  if (value >= least && value <= greatest) return value;
  throw invalidValue(value, parameter, `Must be between ${least} and ${greatest}, if provided.`);
}

/**
 * Only a short poll of a standard queue is told; a long poll and a FIFO queue answer with nothing.
 * https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/quotas-queues.html
 * https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/quotas-fifo.html
 */
function checkInFlight(queue: Queue): void {
  queue.advance();
  if (!queue.isFifo && queue.backlog.inFlightCount >= queue.world.inFlightLimit)
    throw new AwsError(
      'OverLimit',
      `The maximum number of in flight messages (${queue.world.inFlightLimit}) is reached for ${queue.name}.`,
      403,
    );
}
