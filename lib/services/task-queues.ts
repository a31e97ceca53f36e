import { Duration } from 'aws-cdk-lib';
import type { PolicyStatement } from 'aws-cdk-lib/aws-iam';
import type { Function as LambdaFunction } from 'aws-cdk-lib/aws-lambda';
import { Construct } from 'constructs';
import type { SubmissionQueuesEnv, TaskQueuesEnv } from '../../shared/task/queue-env.ts';
import { type TaskType, taskTypes } from '../../shared/task/type.ts';
import { QueueWorker } from '../constructs/queue-worker.ts';
import { ServiceQueue } from '../constructs/service-queue.ts';
import type { PlatformStack } from '../platform-stack.ts';

/** Longer than the longest attempt of this type, so that the worker itself ends a slow task and writes why. */
export const workerTimeout = (type: TaskType) => Duration.seconds(taskTypes[type].timeoutSeconds + 30);
/** A product writes its record and the task: seconds. */
export const submissionTimeout = Duration.seconds(30);

/** The queues of one type of task. Messages are in groups by organization, so that each is fair between them. */
export interface QueuesOfType {
  readonly standard: ServiceQueue;
  /** For organizations whose plan has workers of its own. */
  readonly priority: ServiceQueue;
  /** Schedules and parent tasks ask the product here for a task. */
  readonly submissions: ServiceQueue;
}

const names: Readonly<Record<TaskType, string>> = {
  'guardian.test': 'GuardianTests',
  'guardian.batch': 'GuardianBatches',
};

/** The queues of every type of task, and what a function needs to send to them or to work on them. */
export class TaskQueues extends Construct {
  readonly of: Readonly<Record<TaskType, QueuesOfType>>;
  readonly #platform: PlatformStack;

  constructor(scope: Construct, id: string, platform: PlatformStack) {
    super(scope, id);
    this.#platform = platform;
    this.of = { 'guardian.test': this.queues('guardian.test'), 'guardian.batch': this.queues('guardian.batch') };
  }

  /** For functions that send tasks to every queue. */
  get environment(): TaskQueuesEnv {
    const [tests, batches] = [this.of['guardian.test'], this.of['guardian.batch']];
    return {
      QUEUE_GUARDIAN_TEST: tests.standard.queue.queueUrl,
      QUEUE_GUARDIAN_TEST_PRIORITY: tests.priority.queue.queueUrl,
      QUEUE_GUARDIAN_BATCH: batches.standard.queue.queueUrl,
      QUEUE_GUARDIAN_BATCH_PRIORITY: batches.priority.queue.queueUrl,
    };
  }

  /** By type, the queue in which its product is asked for tasks. */
  get submissions(): Readonly<Record<TaskType, ServiceQueue>> {
    return {
      'guardian.test': this.of['guardian.test'].submissions,
      'guardian.batch': this.of['guardian.batch'].submissions,
    };
  }

  /** For functions that ask products for tasks. */
  get submissionEnvironment(): SubmissionQueuesEnv {
    return {
      SUBMISSIONS_GUARDIAN_TEST: this.of['guardian.test'].submissions.queue.queueUrl,
      SUBMISSIONS_GUARDIAN_BATCH: this.of['guardian.batch'].submissions.queue.queueUrl,
    };
  }

  allowSend(): PolicyStatement[] {
    return Object.values(this.of).flatMap(({ standard, priority }) => [standard.allowSend(), priority.allowSend()]);
  }

  allowSubmit(): PolicyStatement[] {
    return Object.values(this.of).map(({ submissions }) => submissions.allowSend());
  }

  /** Where a worker of this type puts messages that it cannot read, whichever of its queues they came from. */
  parkedUrl(type: TaskType): string {
    return this.of[type].standard.deadLetters.queueUrl;
  }

  /** What a worker of this type does with its messages: take them, hold them back, park those that nobody can read. */
  allowWork(type: TaskType): PolicyStatement[] {
    const { standard, priority } = this.of[type];
    return [
      standard.allowPark(),
      ...[standard, priority].flatMap((queue) => [queue.allowConsume(), queue.allowHide()]),
    ];
  }

  /** Both queues of the type to its worker, each with functions of its own, so that neither takes those of the other. */
  feed(scope: Construct, type: TaskType, fn: LambdaFunction): void {
    const { standard, priority } = this.of[type];
    const { taskConcurrency } = this.#platform.stage;
    const source = (id: string, queue: ServiceQueue, maxConcurrency: number) =>
      new QueueWorker(scope, id, { queue, fn, batchSize: 1, maxConcurrency });
    source(`${names[type]}Source`, standard, taskConcurrency[type].standard);
    source(`${names[type]}PrioritySource`, priority, taskConcurrency[type].priority);
  }

  private queues(type: TaskType): QueuesOfType {
    const make = (id: string, consumerTimeout: Duration, impact: string) =>
      new ServiceQueue(this, `${names[type]}${id}`, {
        ...{ alarms: this.#platform.alarms, consumerTimeout, impact, runbook: 'parked-messages' },
      });
    const waiting = `Messages of ${type} tasks could not be handled; their tasks wait for the sweeper.`;
    return {
      standard: make('', workerTimeout(type), waiting),
      priority: make('Priority', workerTimeout(type), waiting),
      submissions: make(
        'Submissions',
        submissionTimeout,
        `Tasks of ${type} that schedules or other tasks asked for were not made.`,
      ),
    };
  }
}
