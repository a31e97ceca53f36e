import { defaultRetry, type StoredDelivery } from '../outbound/delivery.ts';
import { ruleArn } from './arn.ts';
import type { EventsContext } from './context.ts';
import { type BusEvent, isoSeconds } from './event.ts';
import { transform } from './input-transformer.ts';
import { compilePath } from './json-path.ts';
import type { NamedRule, Target } from './rule.ts';

/** Queues an event for every target of every enabled rule of the bus that matches. Runs in the caller's transaction. */
export function dispatch(
  context: EventsContext,
  bus: string,
  event: BusEvent,
  isChosen: (ruleArn: string) => boolean = () => true,
): void {
  for (const rule of context.rules.ofBus(bus)) {
    const pattern = rule.rule.State === 'ENABLED' ? rule.rule.EventPattern : undefined;
    if (pattern && isChosen(ruleArn(bus, rule.name)) && context.matcher(pattern)(event)) {
      sendToTargets(context, rule, event);
    }
  }
}

export function sendToTargets(context: EventsContext, rule: NamedRule, event: BusEvent): void {
  const ingestionTime = isoSeconds(context.clock.now());
  for (const target of context.rules.targetsOf(rule.bus, rule.name)) {
    context.outbound.enqueue(delivery(rule, target, event, ingestionTime));
  }
}

function delivery(rule: NamedRule, target: Target, event: BusEvent, ingestionTime: string): StoredDelivery {
  const arn = ruleArn(rule.bus, rule.name);
  const roleArn = target.RoleArn ?? rule.rule.RoleArn;
  const deadLetterArn = target.DeadLetterConfig?.Arn;
  const messageGroupId = target.SqsParameters?.MessageGroupId;
  return {
    delivery: {
      arn: target.Arn,
      id: target.Id,
      input: targetInput(target, { event, ruleArn: arn, ruleName: rule.name, ingestionTime }),
      ruleArn: arn,
      ...(messageGroupId && { messageGroupId }),
      ...(roleArn && { roleArn }),
    },
    maximumRetryAttempts: target.RetryPolicy?.MaximumRetryAttempts ?? defaultRetry.maximumRetryAttempts,
    maximumEventAgeInSeconds: target.RetryPolicy?.MaximumEventAgeInSeconds ?? defaultRetry.maximumEventAgeInSeconds,
    ...(deadLetterArn && { deadLetterArn }),
  };
}

function targetInput(target: Target, context: Parameters<typeof transform>[1]): string {
  if (target.Input !== undefined) return target.Input;
  if (target.InputPath !== undefined) return JSON.stringify(compilePath(target.InputPath)(context.event) ?? null);
  if (!target.InputTransformer) return JSON.stringify(context.event);
  const { InputPathsMap: paths = {}, InputTemplate: template } = target.InputTransformer;
  return transform({ paths, template }, context);
}
