import { Duration } from 'aws-cdk-lib';
import { Archive, Match, Rule } from 'aws-cdk-lib/aws-events';
import { SqsQueue } from 'aws-cdk-lib/aws-events-targets';
import { Construct } from 'constructs';
import { feedName } from '../../shared/event-replay.ts';
import type { PlatformStack } from '../platform-stack.ts';
import type { ServiceQueue } from './service-queue.ts';

export interface EventArchiveProps {
  readonly platform: PlatformStack;
  /** Where events go that customers may see. */
  readonly queue: ServiceQueue;
}

/**
 * Whose types customers know begin so; a pattern of prefixes stays short of the 2,048 characters that a rule may have, and lets new
 * types of a product pass. A test holds them against the catalogue.
 */
export const customerPrefixes = [
  ...['task.', 'insight.', 'autopilot.', 'guardian.', 'intelligence.', 'marketplace.'],
  ...['organization.member.', 'project.', 'usage.', 'billing.', 'security.'],
] as const;

/**
 * The events that customers may see: from the bus into a queue, and into an archive, from which a time can be replayed to this rule
 * alone. Internal events are not archived, as some hold addresses of people. By hand: docs/runbook.md#replay-events.
 */
export class EventArchive extends Construct {
  constructor(scope: Construct, id: string, { platform, queue }: EventArchiveProps) {
    super(scope, id);
    const name = feedName(platform.stage.name);
    const eventPattern = { detailType: Match.anyOf(...customerPrefixes.map((prefix) => Match.prefix(prefix))) };
    new Rule(this, 'Rule', {
      ruleName: name,
      eventBus: platform.bus,
      eventPattern,
      targets: [new SqsQueue(queue.queue, { deadLetterQueue: queue.deadLetters })],
    });
    new Archive(this, 'Archive', {
      archiveName: name,
      description: 'What customers may see, to be replayed to their feeds',
      sourceEventBus: platform.bus,
      eventPattern,
      retention: Duration.days(platform.stage.isProtected ? 30 : 1),
    });
  }
}
