import { join } from 'node:path';
import { inTransaction, openDatabase } from '../database.ts';
import { type Callable, createJsonService } from '../json-service.ts';
import { createAlarm } from '../outbound/alarm.ts';
import type { Deliver } from '../outbound/delivery.ts';
import { createOutbound, type GivenUp } from '../outbound/outbound.ts';
import type { AwsService, Clock } from '../service.ts';
import { putEventsAccess } from './access.ts';
import { archiveOperations } from './archive-operations.ts';
import { createArchiveStore } from './archive-store.ts';
import { busOperations, createBuses } from './bus-operations.ts';
import type { EventsContext } from './context.ts';
import { busEvent } from './event.ts';
import { compilePattern, type EventMatcher } from './pattern.ts';
import { takeIn } from './publish.ts';
import { putEvents } from './put-events.ts';
import { replayOperations } from './replay-operations.ts';
import { ruleOperations } from './rule-operations.ts';
import { createRuleStore } from './rule-store.ts';
import { runScheduledRules } from './scheduled-rules.ts';
import { eventsSchema } from './schema.ts';
import { createTags, tagOperations } from './tag-operations.ts';
import { targetOperations } from './target-operations.ts';
import { testEventPattern } from './test-pattern.ts';

export interface EventsOptions {
  readonly stateDirectory: string;
  readonly clock: Clock;
  /** Called as soon as this service runs, for what an earlier run left: it may wait inside until its targets run. */
  readonly deliver: Deliver;
  /** One sentence about an event that is late or lost; goes to standard error unless given. */
  readonly report?: (problem: string) => void;
}

/** An event of the platform itself, e.g. `Object Created` of `aws.s3`. */
export interface PlatformEvent {
  readonly source: string;
  readonly detailType: string;
  readonly detail: Readonly<Record<string, unknown>>;
  readonly resources?: readonly string[];
  /** `default` unless given. */
  readonly busName?: string;
}

export interface Events extends AwsService, Callable {
  /** Takes in an event without the limits of PutEvents on sources; gives its id. */
  publish(event: PlatformEvent): string;
}

export async function createEvents(options: EventsOptions): Promise<Events> {
  const { clock } = options;
  const report = options.report ?? ((problem) => void process.stderr.write(`events: ${problem}\n`));
  const database = openDatabase(join(options.stateDirectory, 'events.db'), eventsSchema);
  const rules = createRuleStore(database);
  const outbound = createOutbound({
    database,
    clock,
    deliver: options.deliver,
    describe: deadLetterAttributes,
    keepsRoleForDeadLetters: false,
    report,
  });
  const alarm = createAlarm({ clock, nextAt: rules.nextAt, ring: () => runScheduledRules(context) });
  const context: EventsContext = {
    database,
    clock,
    outbound,
    rules,
    report,
    buses: createBuses(database, clock),
    archives: createArchiveStore(database),
    tags: createTags(database),
    matcher: createMatcher(),
    rescheduled: alarm.set,
  };
  const start = setImmediate(() => {
    outbound.wake();
    alarm.set();
  });

  const service = createJsonService({
    signingName: 'events',
    operations: operationsOf(context),
    async stop() {
      clearImmediate(start);
      alarm.stop();
      await outbound.stop();
      database.close();
    },
  });
  return { ...service, publish: (event) => publish(context, event) };
}

function operationsOf(context: EventsContext) {
  return {
    ...busOperations(context.buses, context.rules, context.tags),
    ...ruleOperations(context),
    ...targetOperations(context),
    ...archiveOperations(context),
    ...replayOperations(context),
    ...tagOperations(context.tags),
    TestEventPattern: testEventPattern,
    PutEvents: { access: putEventsAccess, run: (input: unknown) => putEvents(context, input) },
  };
}

function publish(context: EventsContext, platformEvent: PlatformEvent): string {
  const time = context.clock.now();
  const event = busEvent({ ...platformEvent, time });
  inTransaction(context.database, () => takeIn(context, platformEvent.busName ?? 'default', event, time));
  context.outbound.wake();
  return event.id;
}

/** https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-rule-event-delivery.html#eb-rule-dlq */
function deadLetterAttributes(givenUp: GivenUp): Record<string, string> {
  return {
    RULE_ARN: givenUp.stored.delivery.ruleArn,
    TARGET_ARN: givenUp.stored.delivery.arn,
    ERROR_CODE: givenUp.code,
    ERROR_MESSAGE: givenUp.message,
    RETRY_ATTEMPTS: String(givenUp.attempts - 1),
    ...(givenUp.condition && { EXHAUSTED_RETRY_CONDITION: givenUp.condition }),
  };
}

function createMatcher(): (pattern: string) => EventMatcher {
  const compiled = new Map<string, EventMatcher>();
  return (pattern) => {
    const matcher = compiled.get(pattern) ?? compilePattern(pattern);
    compiled.set(pattern, matcher);
    return matcher;
  };
}
