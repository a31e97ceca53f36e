import { nextOccurrence, parseScheduleExpression, type ScheduleExpression } from '../schedule-expression/expression.ts';
import { AwsError } from '../service.ts';
import type { Rule } from './rule.ts';

/** Rules know `rate` and `cron`, in UTC (https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-create-rule-schedule.html). */
export function ruleSchedule(expression: string): ScheduleExpression {
  let reason = 'at(…) needs EventBridge Scheduler';
  try {
    const parsed = parseScheduleExpression(expression);
    if (parsed.kind !== 'at') return parsed;
  } catch (error) {
    reason = error instanceof Error ? error.message : String(error);
  }
  throw new AwsError('ValidationException', `Parameter ScheduleExpression is not valid. Reason: ${reason}`);
}

/** When an enabled rule runs next after an instant. */
export function nextRun(rule: Rule, after: number): number | undefined {
  if (!rule.ScheduleExpression || rule.State !== 'ENABLED') return undefined;
  return nextOccurrence(ruleSchedule(rule.ScheduleExpression), rule.anchor, after);
}
