import { Duration } from 'aws-cdk-lib';
import type { PolicyStatement } from 'aws-cdk-lib/aws-iam';
import type { Function as LambdaFunction } from 'aws-cdk-lib/aws-lambda';
import { Construct } from 'constructs';
import type { SubmissionQueuesEnv, TaskQueuesEnv } from '../../shared/task/queue-env.ts';
import { TaskTypeName } from '../../shared/task/task.ts';
import { type SubmissionType, submissionTypes, type TaskType, taskTypes } from '../../shared/task/type.ts';
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
}

const names: Readonly<Record<TaskType, string>> = {
  'guardian.test': 'GuardianTests',
  'guardian.batch': 'GuardianBatches',
  'insight.analysis': 'InsightAnalyses',
  'autopilot.run': 'AutopilotRuns',
};

const allTypes: readonly TaskType[] = TaskTypeName.options;

/** The queues of every type of task, and what a function needs to send to them or to work on them. */
export class TaskQueues extends Construct {
  readonly of: Readonly<Record<TaskType, QueuesOfType>>;
  /** By type, the queue in which schedules and parent tasks ask its product for tasks. */
  readonly submissions: Readonly<Record<SubmissionType, ServiceQueue>>;
  readonly #platform: PlatformStack;

  constructor(scope: Construct, id: string, platform: PlatformStack) {
    super(scope, id);
    this.#platform = platform;
    this.of = {
      'guardian.test': this.queues('guardian.test'),
      'guardian.batch': this.queues('guardian.batch'),
      'insight.analysis': this.queues('insight.analysis'),
      'autopilot.run': this.queues('autopilot.run'),
    };
    this.submissions = {
      'guardian.test': this.submissionQueue('guardian.test'),
      'guardian.batch': this.submissionQueue('guardian.batch'),
    };
  }

  /** For functions that send tasks to every queue. */
  get environment(): TaskQueuesEnv {
    const { 'guardian.test': tests, 'guardian.batch': batches } = this.of;
    const { 'insight.analysis': analyses, 'autopilot.run': runs } = this.of;
    return {
      QUEUE_GUARDIAN_TEST: tests.standard.queue.queueUrl,
      QUEUE_GUARDIAN_TEST_PRIORITY: tests.priority.queue.queueUrl,
      QUEUE_GUARDIAN_BATCH: batches.standard.queue.queueUrl,
      QUEUE_GUARDIAN_BATCH_PRIORITY: batches.priority.queue.queueUrl,
      QUEUE_INSIGHT_ANALYSIS: analyses.standard.queue.queueUrl,
      QUEUE_INSIGHT_ANALYSIS_PRIORITY: analyses.priority.queue.queueUrl,
      QUEUE_AUTOPILOT_RUN: runs.standard.queue.queueUrl,
      QUEUE_AUTOPILOT_RUN_PRIORITY: runs.priority.queue.queueUrl,
    };
  }

  /** For functions that ask products for tasks. */
  get submissionEnvironment(): SubmissionQueuesEnv {
    return {
      SUBMISSIONS_GUARDIAN_TEST: this.submissions['guardian.test'].queue.queueUrl,
      SUBMISSIONS_GUARDIAN_BATCH: this.submissions['guardian.batch'].queue.queueUrl,
    };
  }

  /** For functions that submit or end tasks of these types: the end of one lets the next of its kind in. */
  allowSend(types = allTypes): PolicyStatement[] {
    return types.flatMap((type) => [this.of[type].standard.allowSend(), this.of[type].priority.allowSend()]);
  }

  allowSubmit(): PolicyStatement[] {
    return submissionTypes.map((type) => this.submissions[type].allowSend());
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
    const impact = `Messages of ${type} tasks could not be handled; their tasks wait for the sweeper.`;
    return {
      standard: this.queue(names[type], workerTimeout(type), impact),
      priority: this.queue(`${names[type]}Priority`, workerTimeout(type), impact),
    };
  }

  private submissionQueue(type: SubmissionType): ServiceQueue {
    const impact = `Tasks of ${type} that schedules or other tasks asked for were not made.`;
    return this.queue(`${names[type]}Submissions`, submissionTimeout, impact);
  }

  private queue(id: string, consumerTimeout: Duration, impact: string): ServiceQueue {
    const { alarms } = this.#platform;
    return new ServiceQueue(this, id, { alarms, consumerTimeout, impact, runbook: 'parked-messages' });
  }
}
