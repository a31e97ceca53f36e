import { createHash, randomUUID } from 'node:crypto';
import { AwsError } from '../service.ts';
import type { Accepted } from './deduplication.ts';
import { invalidParameter, invalidValue, missingParameter } from './error.ts';
import { checkMessageAttributes, type MessageAttributes, sizeOfAttributes } from './message-attribute.ts';
import type { Queue } from './queue.ts';

/** A message as its sender describes it. */
export interface Draft {
  readonly body: string;
  readonly attributes: MessageAttributes;
  readonly traceHeader?: string;
  readonly groupId?: string;
  readonly deduplicationId?: string;
  readonly delaySeconds?: number;
}

// https://docs.aws.amazon.com/AWSSimpleQueueService/latest/APIReference/API_SendMessage.html
const allowedText = /^[\t\n\r\u0020-\uD7FF\uE000-\uFFFD\u{10000}-\u{10FFFF}]*$/u;
const idPattern = /^[A-Za-z0-9!"#$%&'()*+,\-./:;<=>?@[\\\]^_`{|}~]{1,128}$/;
const greatestDelay = 900;
const foreignToQueue = 'The request include parameter that is not valid for this queue type.';

/** Checks a message, stores it and gives it its place. The caller wakes the receivers. */
export function acceptMessage(queue: Queue, draft: Draft, senderId: string): Accepted & { readonly bodyMd5: string } {
  checkContent(queue, draft);
  checkIds(queue, draft);
  const bodyMd5 = createHash('md5').update(draft.body).digest('hex');
  const now = queue.world.clock.now();
  const deduplicationId = deduplicationIdOf(queue, draft);
  const key = queue.settings.deduplicatesPerGroup ? `${draft.groupId} ${deduplicationId}` : deduplicationId;
  const earlier = key === undefined ? undefined : queue.deduplication.find(key, now);
  if (earlier) return { ...earlier, bodyMd5 };
  const delayMs = delayOf(queue, draft);
  const entry = queue.world.messages.add(queue.name, {
    ...draft,
    deduplicationId,
    bodyMd5,
    senderId,
    id: randomUUID(),
    sentAt: now,
    enqueuedAt: now,
    visibleAt: now + delayMs,
  });
  queue.admit(entry);
  if (key !== undefined) queue.deduplication.remember(key, entry, now);
  return { id: entry.id, position: entry.position, bodyMd5 };
}

/** Body and attributes count, system attributes do not. */
export function sizeOf(draft: Draft): number {
  return Buffer.byteLength(draft.body) + sizeOfAttributes(draft.attributes);
}

function checkContent(queue: Queue, draft: Draft): void {
  if (draft.body === '') throw missingParameter('MessageBody');
  if (!allowedText.test(draft.body))
    throw new AwsError(
      'InvalidMessageContents',
      'Invalid characters found. Valid unicode characters are #x9 | #xA | #xD | #x20 to #xD7FF | #xE000 to #xFFFD | #x10000 to #x10FFFF',
    );
  checkMessageAttributes(draft.attributes);
  const limit = queue.settings.maximumMessageSize;
  if (sizeOf(draft) > limit)
    throw invalidParameter(`One or more parameters are invalid. Reason: Message must be shorter than ${limit} bytes.`);
}

function checkIds(queue: Queue, { groupId, deduplicationId }: Draft): void {
  checkId('MessageGroupId', groupId);
  checkId('MessageDeduplicationId', deduplicationId);
  if (queue.isFifo && groupId === undefined) throw missingParameter('MessageGroupId');
  if (!queue.isFifo && deduplicationId !== undefined)
    throw invalidValue(deduplicationId, 'MessageDeduplicationId', foreignToQueue);
}

function checkId(parameter: string, value: string | undefined): void {
  if (value !== undefined && !idPattern.test(value))
    throw invalidValue(
      value,
      parameter,
      `${parameter} can only include alphanumeric and punctuation characters. 1 to 128 in length.`,
    );
}

/** https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/using-messagededuplicationid-property.html */
function deduplicationIdOf(queue: Queue, { body, deduplicationId }: Draft): string | undefined {
  if (!queue.isFifo) return undefined;
  if (deduplicationId !== undefined) return deduplicationId;
  if (queue.settings.deduplicatesByContent) return createHash('sha256').update(body).digest('hex');
  throw invalidParameter(
    'The queue should either have ContentBasedDeduplication enabled or MessageDeduplicationId provided explicitly',
  );
}

function delayOf(queue: Queue, { delaySeconds }: Draft): number {
  if (delaySeconds === undefined) return queue.settings.delayMs;
  if (delaySeconds < 0 || delaySeconds > greatestDelay)
    throw invalidValue(delaySeconds, 'DelaySeconds', `DelaySeconds must be >= 0 and <= ${greatestDelay}.`);
  if (!queue.isFifo) return delaySeconds * 1000;
  if (delaySeconds > 0) throw invalidValue(delaySeconds, 'DelaySeconds', foreignToQueue);
  return queue.settings.delayMs;
}
