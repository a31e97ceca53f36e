import type { QueueMessage } from './queue-port.ts';

/** The event of one batch: https://docs.aws.amazon.com/lambda/latest/dg/with-sqs.html#example-standard-queue-message-event */
export function sqsEvent(queueArn: string, messages: readonly QueueMessage[]): { Records: object[] } {
  return { Records: messages.map((message) => recordOf(queueArn, message)) };
}

function recordOf(queueArn: string, message: QueueMessage): object {
  return {
    messageId: message.messageId,
    receiptHandle: message.receiptHandle,
    body: message.body,
    attributes: message.attributes,
    messageAttributes: messageAttributesOf(message),
    md5OfBody: message.md5OfBody,
    ...(message.md5OfMessageAttributes && { md5OfMessageAttributes: message.md5OfMessageAttributes }),
    eventSource: 'aws:sqs',
    eventSourceARN: queueArn,
    awsRegion: queueArn.split(':')[3],
  };
}

function messageAttributesOf(message: QueueMessage): object {
  const lists = { stringListValues: [], binaryListValues: [] };
  const entries = Object.entries(message.messageAttributes);
  return Object.fromEntries(entries.map(([name, { dataType, ...value }]) => [name, { ...value, ...lists, dataType }]));
}

/** Leaves room within Lambda's 6 MB for the JSON around the records. */
const partBytes = 6 * 1024 * 1024 - 64 * 1024;

/** A batch ends early where it would pass the payload limit: https://docs.aws.amazon.com/lambda/latest/dg/with-sqs.html */
export function splitByPayloadSize(messages: readonly QueueMessage[]): QueueMessage[][] {
  const parts: QueueMessage[][] = [];
  let room = 0;
  for (const message of messages) {
    const bytes = Buffer.byteLength(JSON.stringify(recordOf('', message)));
    if (bytes > room || parts.length === 0) {
      parts.push([]);
      room = partBytes;
    }
    parts.at(-1)?.push(message);
    room -= bytes;
  }
  return parts;
}
