import { Rule } from 'aws-cdk-lib/aws-events';
import { SqsQueue } from 'aws-cdk-lib/aws-events-targets';
import { Construct } from 'constructs';
import type { EventDefinition } from '../../shared/events.ts';
import type { PlatformStack } from '../platform-stack.ts';
import type { ServiceQueue } from './service-queue.ts';

export interface EventSubscriptionProps {
  readonly platform: PlatformStack;
  readonly event: EventDefinition;
  readonly queue: ServiceQueue;
}

/**
 * Events of one kind, from the bus into a queue, where they wait until their consumer has them. What the bus could not
 * deliver for a day is parked beside what the consumer could not handle, and the same alarm tells.
 */
export class EventSubscription extends Construct {
  constructor(scope: Construct, id: string, { platform, event, queue }: EventSubscriptionProps) {
    super(scope, id);
    new Rule(this, 'Rule', {
      eventBus: platform.bus,
      eventPattern: { detailType: [event.type] },
      targets: [new SqsQueue(queue.queue, { deadLetterQueue: queue.deadLetters })],
    });
  }
}
