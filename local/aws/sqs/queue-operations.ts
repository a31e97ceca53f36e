import { z } from 'zod';
import { AwsError, account } from '../service.ts';
import { changeAttributes } from './attribute-operations.ts';
import { invalidParameter, queueDoesNotExist } from './error.ts';
import { type Operation, parseInput, QueueUrlInput, type SqsState } from './operation.ts';
import { isFifoName, type Queue } from './queue.ts';
import { checkAttributes, effectiveAttributes } from './queue-attribute.ts';

const CreateInput = z.strictObject({
  QueueName: z.string(),
  Attributes: z.record(z.string(), z.string()).default({}),
  tags: z.record(z.string(), z.string()).default({}),
});
const GetUrlInput = z.strictObject({ QueueName: z.string(), QueueOwnerAWSAccountId: z.string().optional() });

const purgeIntervalMs = 60_000;

/** https://docs.aws.amazon.com/AWSSimpleQueueService/latest/APIReference/API_CreateQueue.html */
export const createQueue: Operation = (state, raw) => {
  const { QueueName, Attributes, tags } = parseInput(CreateInput, raw);
  checkName(QueueName, 'FifoQueue' in Attributes);
  checkAttributes(Attributes, isFifoName(QueueName));
  const existing = state.registry.find(QueueName);
  if (existing) checkSame(existing, Attributes);
  else {
    const now = state.registry.clock.now();
    const empty = { name: QueueName, createdAt: now, modifiedAt: now, attributes: {}, tags };
    state.registry.save({ ...empty, attributes: changeAttributes(state.registry, empty, Attributes) });
  }
  return { QueueUrl: urlOf(state, QueueName) };
};

export const deleteQueue: Operation = (state, raw) => {
  state.registry.remove(state.registry.byUrl(parseInput(QueueUrlInput, raw).QueueUrl));
};

export const getQueueUrl: Operation = (state, raw) => {
  const { QueueName, QueueOwnerAWSAccountId: owner } = parseInput(GetUrlInput, raw);
  if (!state.registry.find(QueueName) || (owner ?? account.id) !== account.id) throw queueDoesNotExist();
  return { QueueUrl: urlOf(state, QueueName) };
};

/** https://docs.aws.amazon.com/AWSSimpleQueueService/latest/APIReference/API_PurgeQueue.html */
export const purgeQueue: Operation = (state, raw) => {
  const queue = state.registry.byUrl(parseInput(QueueUrlInput, raw).QueueUrl);
  const now = state.registry.clock.now();
  if (now < (queue.record.purgedAt ?? -Infinity) + purgeIntervalMs)
    throw new AwsError(
      'PurgeQueueInProgress',
      `Only one PurgeQueue operation on ${queue.name} is allowed every 60 seconds.`,
      403,
    );
  state.registry.database.transact(() => {
    state.registry.messages.clear(queue.name);
    state.registry.save({ ...queue.record, purgedAt: now });
  });
  for (const entry of [...queue.backlog.entries()]) queue.backlog.remove(entry);
};

export function urlOf(state: SqsState, name: string): string {
  return `${state.endpoint()}/${account.id}/${name}`;
}

function checkName(name: string, isFifo: boolean): void {
  if (isFifo && !(isFifoName(name) && /^[\w-]{1,75}\.fifo$/.test(name)))
    throw invalidParameter(
      'The name of a FIFO queue can only include alphanumeric characters, hyphens, or underscores, must end with .fifo suffix and be 1 to 80 in length.',
    );
  if (!isFifo && !/^[\w-]{1,80}$/.test(name))
    throw invalidParameter('Can only include alphanumeric characters, hyphens, or underscores. 1 to 80 in length');
}

function checkSame(queue: Queue, attributes: Readonly<Record<string, string>>): void {
  const current = effectiveAttributes(queue.record.attributes, queue.isFifo);
  const different = Object.keys(attributes).find((name) => canonical(attributes[name]) !== canonical(current[name]));
  if (different === undefined) return;
  throw new AwsError(
    'QueueNameExists',
    `A queue already exists with the same name and a different value for attribute ${different}`,
  );
}

/** Documents count as equal when they differ only in white space. */
function canonical(value: string | undefined): string | undefined {
  return value?.startsWith('{') ? JSON.stringify(JSON.parse(value)) : value;
}
