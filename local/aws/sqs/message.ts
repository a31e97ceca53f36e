import type { MessageAttributes } from './message-attribute.ts';

/** A message that has been accepted but has no place in a queue yet. Times are milliseconds since the epoch. */
export interface NewMessage {
  readonly id: string;
  readonly body: string;
  readonly bodyMd5: string;
  readonly attributes: MessageAttributes;
  readonly traceHeader?: string;
  readonly groupId?: string;
  readonly deduplicationId?: string;
  readonly senderId: string;
  readonly sentAt: number;
  readonly enqueuedAt: number;
  readonly visibleAt: number;
}

/** What a receiver learns of a message. */
export interface ReceivedMessage extends Omit<NewMessage, 'enqueuedAt' | 'visibleAt'> {
  readonly position: number;
  readonly firstReceivedAt: number;
  /** Over all queues the message has been in. */
  readonly totalReceives: number;
  readonly deadLetterSource?: string;
}

/**
 * 20 digits that grow with every message, as in AWS's examples
 * (https://docs.aws.amazon.com/AWSSimpleQueueService/latest/APIReference/API_SendMessage.html).
 */
export function sequenceNumberOf(position: number): string {
  return String(18_849_496_460_467_696_128n + BigInt(position) * 256n);
}
