import { jsonBody, jsonReply, operationOf } from '../json-protocol.ts';
import { type AwsRequest, type AwsService, account, type Clock, type Principal } from '../service.ts';
import { acceptMessage } from './accept-message.ts';
import { accessesOf } from './access.ts';
import { Database } from './database.ts';
import { queueDoesNotExist, renderError } from './error.ts';
import { sequenceNumberOf } from './message.ts';
import type { MessageAttributes } from './message-attribute.ts';
import { MessageMover } from './message-mover.ts';
import type { SqsState } from './operation.ts';
import { operationNamed } from './operations.ts';
import type { Queue } from './queue.ts';
import { QueueRegistry } from './queue-registry.ts';
import type { ReceiveFaults } from './receive-fault.ts';

export interface SqsOptions {
  readonly stateDirectory: string;
  readonly clock: Clock;
  /** Origin of the edge, without a final slash; it may change between starts. */
  readonly endpoint: () => string;
  /** https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/quotas-queues.html */
  readonly inFlightLimit?: number;
  /** What may go wrong with the receives of functions and of their event sources. */
  readonly faults?: ReceiveFaults;
}

/** A message that the runtime itself sends, for EventBridge, Scheduler, S3 or a Lambda destination. */
export interface InternalMessage {
  readonly body: string;
  readonly messageGroupId?: string;
  readonly deduplicationId?: string;
  readonly attributes?: MessageAttributes;
  readonly delaySeconds?: number;
  readonly traceHeader?: string;
}

export interface SqsService extends AwsService {
  /** Throws the `AwsError` that SendMessage would answer; permission is for the caller to check, see `policyOf`. */
  sendTo(queueArn: string, message: InternalMessage): Promise<{ messageId: string; sequenceNumber?: string }>;
  /** The queue's resource policy as JSON text, or undefined when it has none. */
  policyOf(queueArn: string): string | undefined;
  /** How many messages of each queue, by its name, can be received now, and how many cannot yet. */
  counts(): ReadonlyMap<string, MessageCounts>;
}

export interface MessageCounts {
  readonly ready: number;
  readonly hidden: number;
}

export async function createSqs(options: SqsOptions): Promise<SqsService> {
  const database = new Database(options.stateDirectory);
  const registry = new QueueRegistry(database, options.clock, options.inFlightLimit ?? 120_000);
  const mover = new MessageMover(registry);
  const state: SqsState = { registry, mover, endpoint: options.endpoint };
  return {
    signingName: 'sqs',
    accesses: async (request) => accessesOf(registry, operationOf(request), jsonBody(request)),
    handle: async (request) => {
      const operation = operationNamed(operationOf(request));
      return jsonReply(await operation(state, jsonBody(request), callerOf(request, options.faults)));
    },
    renderError,
    sendTo: async (queueArn, message) => sendTo(registry, queueArn, message),
    policyOf: (queueArn) => existing(registry, queueArn).record.attributes.Policy,
    counts: () => new Map(registry.all().map((queue) => [queue.name, countsOf(queue)])),
    stop: async () => {
      mover.stop();
      registry.stop();
      database.close();
    },
  };
}

function sendTo(registry: QueueRegistry, queueArn: string, message: InternalMessage) {
  const queue = existing(registry, queueArn);
  const { messageGroupId: groupId, attributes = {}, ...rest } = message;
  const sent = registry.database.transact(() => acceptMessage(queue, { ...rest, groupId, attributes }, account.id));
  queue.line.wake();
  return { messageId: sent.id, ...(queue.isFifo && { sequenceNumber: sequenceNumberOf(sent.position) }) };
}

function countsOf(queue: Queue): MessageCounts {
  queue.advance();
  const { readyCount, inFlightCount, delayedCount } = queue.backlog;
  return { ready: readyCount, hidden: inFlightCount + delayedCount };
}

function existing(registry: QueueRegistry, queueArn: string) {
  const queue = registry.findByArn(queueArn);
  if (!queue) throw queueDoesNotExist();
  return queue;
}

function callerOf({ principal, signal }: AwsRequest, faults: ReceiveFaults | undefined) {
  return { senderId: senderIdOf(principal), signal, ...(principal.kind === 'role' && { faults }) };
}

/** AWS names an account, or a role by its id and session; the runtime's sessions are named after their function. */
function senderIdOf(principal: Principal): string {
  if (principal.kind === 'root') return account.id;
  return `${principal.arn.split('/').at(-1)}:${principal.functionName}`;
}
