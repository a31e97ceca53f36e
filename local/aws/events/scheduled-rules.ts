import { inTransaction } from '../database.ts';
import { ruleArn } from './arn.ts';
import type { EventsContext } from './context.ts';
import { sendToTargets } from './dispatch.ts';
import { busEvent } from './event.ts';
import { nextRun } from './rule-schedule.ts';

/**
 * Sends the scheduled event of every rule that is due, and moves each on to its next time in the future: ticks that
 * were missed while nothing ran are one.
 */
export function runScheduledRules(context: EventsContext): void {
  const now = context.clock.now();
  inTransaction(context.database, () => {
    for (const due of context.rules.due(now)) {
      const { nextAt, ...named } = due;
      sendToTargets(context, due, scheduledEvent(ruleArn(due.bus, due.name), nextAt ?? now));
      const next = nextRun(due.rule, now);
      context.rules.put({ ...named, ...(next !== undefined && { nextAt: next }) });
    }
  });
  context.outbound.wake();
}

/** https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-create-rule-schedule.html */
function scheduledEvent(rule: string, time: number) {
  return busEvent({ source: 'aws.events', detailType: 'Scheduled Event', detail: {}, resources: [rule], time });
}
