import { randomUUID } from 'node:crypto';
import { z } from 'zod';
import { AwsError } from '../service.ts';
import { invalidParameter, invalidValue } from './error.ts';
import type { MoveTask } from './move-task-store.ts';
import { type Operation, parseInput } from './operation.ts';
import type { Queue } from './queue.ts';
import type { QueueRegistry } from './queue-registry.ts';

const StartInput = z.strictObject({
  SourceArn: z.string(),
  DestinationArn: z.string().optional(),
  MaxNumberOfMessagesPerSecond: z.int().optional(),
});
const ListInput = z.strictObject({ SourceArn: z.string(), MaxResults: z.int().default(1) });
const CancelInput = z.strictObject({ TaskHandle: z.string() });

const greatestRate = 500;

/** https://docs.aws.amazon.com/AWSSimpleQueueService/latest/APIReference/API_StartMessageMoveTask.html */
export const startMessageMoveTask: Operation = (state, raw) => {
  const input = parseInput(StartInput, raw);
  const source = existing(state.registry, input.SourceArn, 'SourceArn');
  if (input.DestinationArn !== undefined) checkDestination(state.registry, source, input.DestinationArn);
  const rate = input.MaxNumberOfMessagesPerSecond;
  if (rate !== undefined && (rate < 1 || rate > greatestRate))
    throw invalidValue(rate, 'MaxNumberOfMessagesPerSecond', `Must be between 1 and ${greatestRate}.`);
  if (state.registry.deadLetterSourcesOf(source.arn).length === 0)
    throw invalidParameter('Source queue must be configured as a Dead Letter Queue.');
  if (state.mover.tasks.running().some((task) => task.sourceArn === source.arn))
    throw invalidParameter(
      'There is already a task running. Only one active task is allowed for a source queue arn at a given time.',
    );
  const handle = handleOf(source);
  source.advance();
  state.mover.start({
    handle,
    sourceArn: source.arn,
    destinationArn: input.DestinationArn,
    perSecond: rate,
    startedAt: state.registry.clock.now(),
    toMove: source.backlog.readyCount,
    moved: 0,
    status: 'RUNNING',
  });
  return { TaskHandle: handle };
};

/** https://docs.aws.amazon.com/AWSSimpleQueueService/latest/APIReference/API_ListMessageMoveTasks.html */
export const listMessageMoveTasks: Operation = (state, raw) => {
  const { SourceArn, MaxResults } = parseInput(ListInput, raw);
  existing(state.registry, SourceArn, 'SourceArn');
  if (MaxResults < 1 || MaxResults > 10) throw invalidValue(MaxResults, 'MaxResults', 'Must be between 1 and 10.');
  return { Results: state.mover.tasks.list(SourceArn, MaxResults).map(render) };
};

/** https://docs.aws.amazon.com/AWSSimpleQueueService/latest/APIReference/API_CancelMessageMoveTask.html */
export const cancelMessageMoveTask: Operation = (state, raw) => {
  const { TaskHandle } = parseInput(CancelInput, raw);
  const task = state.mover.tasks.find(TaskHandle);
  if (!task) throw new AwsError('ResourceNotFoundException', 'Task does not exist.', 404);
  if (task.status !== 'RUNNING') throw invalidParameter('Only active tasks can be cancelled.');
  state.mover.cancel(task);
  return { ApproximateNumberOfMessagesMoved: task.moved };
};

/** The queue that a task handle belongs to, for the permission to cancel it. */
export function sourceArnOfHandle(handle: string): string | undefined {
  return Buffer.from(handle, 'base64').toString('utf8').split(' ')[1];
}

function handleOf(source: Queue): string {
  return Buffer.from(`${randomUUID()} ${source.arn}`).toString('base64');
}

/** Handle only while the task runs, as AWS documents. */
function render(task: MoveTask) {
  return {
    TaskHandle: task.status === 'RUNNING' ? task.handle : undefined,
    Status: task.status,
    SourceArn: task.sourceArn,
    DestinationArn: task.destinationArn,
    MaxNumberOfMessagesPerSecond: task.perSecond,
    ApproximateNumberOfMessagesMoved: task.moved,
    ApproximateNumberOfMessagesToMove: task.toMove,
    FailureReason: task.failureReason,
    StartedTimestamp: task.startedAt,
  };
}

function existing(registry: QueueRegistry, arn: string, parameter: string): Queue {
  const queue = registry.findByArn(arn);
  if (queue) return queue;
  throw new AwsError(
    'ResourceNotFoundException',
    `The resource that you specified for the ${parameter} parameter doesn't exist.`,
    404,
  );
}

function checkDestination(registry: QueueRegistry, source: Queue, arn: string): void {
  const destination = existing(registry, arn, 'DestinationArn');
  if (destination === source) throw invalidParameter('Source queue arn and destination queue arn cannot be the same.');
  if (destination.isFifo !== source.isFifo)
    throw invalidParameter('Source and destination queues must be of the same type.');
}
