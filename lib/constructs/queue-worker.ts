import { EventSourceMapping, type Function as LambdaFunction } from 'aws-cdk-lib/aws-lambda';
import { Construct } from 'constructs';
import type { ServiceQueue } from './service-queue.ts';

export interface QueueWorkerProps {
  readonly queue: ServiceQueue;
  readonly fn: LambdaFunction;
  readonly batchSize: number;
  /** Functions at once, 2 or more. The queue waits; nothing is throttled into the dead-letter queue. */
  readonly maxConcurrency: number;
}

/** Lambda's poller between a queue and its function. Each record fails for itself. */
export class QueueWorker extends Construct {
  constructor(scope: Construct, id: string, props: QueueWorkerProps) {
    super(scope, id);
    new EventSourceMapping(this, 'Source', {
      target: props.fn,
      eventSourceArn: props.queue.queue.queueArn,
      batchSize: props.batchSize,
      maxConcurrency: props.maxConcurrency,
      reportBatchItemFailures: true,
    });
  }
}
