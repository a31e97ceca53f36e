import { z } from 'zod';
import { invalidValue } from './error.ts';
import { type Operation, parseInput } from './operation.ts';
import { arnOf, isFifoName, type Queue, type QueueRecord } from './queue.ts';
import {
  checkAttributes,
  effectiveAttributes,
  isKnownAttribute,
  mergeAttributes,
  type QueueAttributes,
  settingsOf,
  unknownAttribute,
} from './queue-attribute.ts';
import type { QueueRegistry } from './queue-registry.ts';
import { allowsSource } from './redrive.ts';

const SetInput = z.strictObject({ QueueUrl: z.string(), Attributes: z.record(z.string(), z.string()) });
const GetInput = z.strictObject({ QueueUrl: z.string(), AttributeNames: z.array(z.string()).default([]) });

/** https://docs.aws.amazon.com/AWSSimpleQueueService/latest/APIReference/API_SetQueueAttributes.html */
export const setQueueAttributes: Operation = (state, raw) => {
  const { QueueUrl, Attributes } = parseInput(SetInput, raw);
  const { record } = state.registry.byUrl(QueueUrl);
  const attributes = changeAttributes(state.registry, record, Attributes);
  const queue = state.registry.save({ ...record, attributes, modifiedAt: state.registry.clock.now() });
  if (queue.isFifo && 'DelaySeconds' in Attributes) redelay(queue);
  queue.line.wake();
};

/** https://docs.aws.amazon.com/AWSSimpleQueueService/latest/APIReference/API_GetQueueAttributes.html */
export const getQueueAttributes: Operation = (state, raw) => {
  const { QueueUrl, AttributeNames } = parseInput(GetInput, raw);
  const queue = state.registry.byUrl(QueueUrl);
  const unknown = AttributeNames.find((name) => !isKnownAttribute(name));
  if (unknown !== undefined) throw unknownAttribute(unknown);
  const all = allAttributes(queue);
  const isWanted = (name: string) => AttributeNames.includes('All') || AttributeNames.includes(name);
  const wanted = Object.entries(all).filter(([name]) => isWanted(name));
  return wanted.length > 0 ? { Attributes: Object.fromEntries(wanted) } : {};
};

/** The attributes that `record` will have, once all that is said of other queues is found true. */
export function changeAttributes(registry: QueueRegistry, { name, attributes }: QueueRecord, changes: QueueAttributes) {
  checkAttributes(changes, isFifoName(name));
  const merged = mergeAttributes(attributes, changes);
  if (merged.FifoThroughputLimit === 'perMessageGroupId' && merged.DeduplicationScope !== 'messageGroup')
    throw invalidValue('perMessageGroupId', 'FifoThroughputLimit', 'DeduplicationScope must be messageGroup.');
  if (changes.RedrivePolicy) checkRedrive(registry, name, changes.RedrivePolicy, merged);
  return merged;
}

function checkRedrive(registry: QueueRegistry, name: string, given: string, merged: QueueAttributes): void {
  const { redrivePolicy } = settingsOf(merged, isFifoName(name));
  const target = registry.findByArn(redrivePolicy?.deadLetterTargetArn ?? '');
  if (!target) throw invalidValue(given, 'RedrivePolicy', 'Dead letter target does not exist.');
  if (target.isFifo !== isFifoName(name))
    throw invalidValue(given, 'RedrivePolicy', 'Dead-letter queue must be same type of queue as the source.');
  if (!allowsSource(target.settings.redriveAllowPolicy, arnOf(name)))
    throw invalidValue(given, 'RedrivePolicy', 'The RedriveAllowPolicy of the dead-letter queue denies this source.');
}

/** Of a FIFO queue, "changing the per-queue delay setting is retroactive"; of a standard queue it is not. */
function redelay(queue: Queue): void {
  queue.world.database.transact(() => {
    for (const entry of queue.backlog.entries()) {
      if (!queue.backlog.isDelayed(entry)) continue;
      queue.backlog.defer(entry, entry.enqueuedAt + queue.settings.delayMs);
      queue.world.messages.hide(entry);
    }
  });
}

function allAttributes(queue: Queue): QueueAttributes {
  queue.advance();
  const { record, backlog } = queue;
  return {
    QueueArn: queue.arn,
    ApproximateNumberOfMessages: String(backlog.readyCount),
    ApproximateNumberOfMessagesNotVisible: String(backlog.inFlightCount),
    ApproximateNumberOfMessagesDelayed: String(backlog.delayedCount),
    CreatedTimestamp: String(Math.floor(record.createdAt / 1000)),
    LastModifiedTimestamp: String(Math.floor(record.modifiedAt / 1000)),
    ...effectiveAttributes(record.attributes, queue.isFifo),
  };
}
