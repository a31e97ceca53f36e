import { Construct } from 'constructs';
import type * as z from 'zod';
import type { EventDefinition } from '../../shared/events.ts';
import type { PlatformStack } from '../platform-stack.ts';
import { EventSubscription } from './event-subscription.ts';
import { QueueWorker } from './queue-worker.ts';
import { ServiceFunction, type ServiceFunctionProps } from './service-function.ts';
import { ServiceQueue } from './service-queue.ts';

export interface EventWorkerProps<Env extends z.ZodType<Record<string, unknown>>> extends ServiceFunctionProps<Env> {
  readonly platform: PlatformStack;
  readonly event: EventDefinition;
  readonly maxConcurrency: number;
  /** What it means for people when an event of this kind could not be handled. */
  readonly parkedImpact: string;
}

/** A function that is called with the events of one kind: bus, queue, function, and what a failure says. */
export class EventWorker<Env extends z.ZodType<Record<string, unknown>>> extends Construct {
  constructor(scope: Construct, id: string, props: EventWorkerProps<Env>) {
    super(scope, id);
    const { platform, event, maxConcurrency, parkedImpact, ...fnProps } = props;
    const worker = new ServiceFunction<Env>(this, 'Worker', { ...fnProps, platform });
    const queue = new ServiceQueue(this, 'Events', {
      alarms: platform.alarms,
      consumerTimeout: worker.timeout,
      impact: parkedImpact,
      runbook: 'parked-messages',
    });
    worker.role.addToPolicy(queue.allowConsume());
    new EventSubscription(this, 'Subscription', { platform, event, queue });
    new QueueWorker(this, 'Source', { queue, fn: worker.fn, batchSize: 1, maxConcurrency });
  }
}
