import { z } from 'zod';
import { AwsError } from '../service.ts';
import { acceptMessage, type Draft, sizeOf } from './accept-message.ts';
import { checkBatch, runBatch } from './batch.ts';
import { invalidParameter } from './error.ts';
import { sequenceNumberOf } from './message.ts';
import { MessageAttribute, MessageAttributes, md5OfAttributes } from './message-attribute.ts';
import { type Operation, parseInput } from './operation.ts';
import type { Queue } from './queue.ts';
import { maximumMessageBytes } from './queue-attribute.ts';

/** The only system attribute that senders may set. */
const SystemAttributes = z.strictObject({ AWSTraceHeader: MessageAttribute.optional() });

const message = {
  MessageBody: z.string(),
  DelaySeconds: z.int().optional(),
  MessageAttributes: MessageAttributes.optional(),
  MessageSystemAttributes: SystemAttributes.optional(),
  MessageDeduplicationId: z.string().optional(),
  MessageGroupId: z.string().optional(),
};
const MessageInput = z.object(message);
const SendInput = z.strictObject({ QueueUrl: z.string(), ...message });
const SendBatchInput = z.strictObject({
  QueueUrl: z.string(),
  Entries: z.array(z.strictObject({ Id: z.string(), ...message })),
});

export const sendMessage: Operation = (state, raw, caller) => {
  const { QueueUrl, ...input } = parseInput(SendInput, raw);
  const queue = state.registry.byUrl(QueueUrl);
  const result = queue.world.database.transact(() => send(queue, input, caller.senderId));
  queue.line.wake();
  return result;
};

export const sendMessageBatch: Operation = (state, raw, caller) => {
  const { QueueUrl, Entries } = parseInput(SendBatchInput, raw);
  const queue = state.registry.byUrl(QueueUrl);
  checkBatch(Entries, 'SendMessageBatchRequestEntry');
  checkTotalSize(Entries.reduce((sum, entry) => sum + sizeOf(draftOf(entry)), 0));
  const result = queue.world.database.transact(() => runBatch(Entries, (entry) => send(queue, entry, caller.senderId)));
  queue.line.wake();
  return result;
};

function send(queue: Queue, input: z.infer<typeof MessageInput>, senderId: string) {
  const draft = draftOf(input);
  const { id, position, bodyMd5 } = acceptMessage(queue, draft, senderId);
  return {
    MessageId: id,
    MD5OfMessageBody: bodyMd5,
    MD5OfMessageAttributes: md5OfAttributes(draft.attributes),
    MD5OfMessageSystemAttributes: md5OfAttributes(systemAttributesOf(input)),
    SequenceNumber: queue.isFifo ? sequenceNumberOf(position) : undefined,
  };
}

function draftOf(input: z.infer<typeof MessageInput>): Draft {
  const trace = input.MessageSystemAttributes?.AWSTraceHeader;
  if (trace && (trace.DataType !== 'String' || !trace.StringValue))
    throw invalidParameter('The message system attribute AWSTraceHeader must be a non-empty String.');
  return {
    body: input.MessageBody,
    attributes: input.MessageAttributes ?? {},
    traceHeader: trace?.StringValue,
    groupId: input.MessageGroupId,
    deduplicationId: input.MessageDeduplicationId,
    delaySeconds: input.DelaySeconds,
  };
}

function systemAttributesOf({ MessageSystemAttributes: given }: z.infer<typeof MessageInput>): MessageAttributes {
  return given?.AWSTraceHeader ? { AWSTraceHeader: given.AWSTraceHeader } : {};
}

/** https://docs.aws.amazon.com/AWSSimpleQueueService/latest/APIReference/API_SendMessageBatch.html: 1 MiB in all. */
function checkTotalSize(bytes: number): void {
  if (bytes > maximumMessageBytes)
    throw new AwsError(
      'BatchRequestTooLong',
      `Batch requests cannot be longer than ${maximumMessageBytes} bytes. You have sent ${bytes} bytes.`,
    );
}
