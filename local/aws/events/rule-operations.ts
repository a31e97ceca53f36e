import { z } from 'zod';
import type { JsonOperation } from '../json-service.ts';
import { page } from '../page.ts';
import { parseInput } from '../parse-input.ts';
import { AwsError, type Clock } from '../service.ts';
import { access, passRole } from './access.ts';
import { busName, ruleArn } from './arn.ts';
import type { Buses } from './bus-operations.ts';
import { compilePattern } from './pattern.ts';
import type { NamedRule, Rule } from './rule.ts';
import { nextRun, ruleSchedule } from './rule-schedule.ts';
import type { RuleStore } from './rule-store.ts';
import { TagList, type Tags } from './tag-operations.ts';

const Name = z
  .string()
  .min(1)
  .max(64)
  .regex(/^[.\-_A-Za-z0-9]+$/);
const EventBusName = z.string().optional();
const OneRule = z.strictObject({ Name, EventBusName });
/** `Force` is about managed rules, of which there are none. */
const DeleteRule = z.strictObject({ Name, EventBusName, Force: z.boolean().optional() });
const PutRule = z.strictObject({
  Name,
  EventBusName,
  EventPattern: z.string().max(4096).optional(),
  ScheduleExpression: z.string().max(256).optional(),
  State: z.enum(['ENABLED', 'DISABLED']).default('ENABLED'),
  Description: z.string().max(512).optional(),
  RoleArn: z.string().optional(),
  Tags: TagList.optional(),
});
const ListRules = z.strictObject({
  NamePrefix: z.string().optional(),
  EventBusName,
  NextToken: z.string().optional(),
  Limit: z.number().int().min(1).max(100).optional(),
});

export interface RuleDependencies {
  readonly rules: RuleStore;
  readonly buses: Buses;
  readonly tags: Tags;
  readonly clock: Clock;
  /** Told when the next run of any rule may have changed. */
  readonly rescheduled: () => void;
}

export function ruleOperations(deps: RuleDependencies): Record<string, JsonOperation> {
  const onRule = (action: string) =>
    access(action, (input) => [ruleArn(busName(input.EventBusName), String(input.Name))]);
  return {
    PutRule: {
      access: (input) => [...onRule('PutRule')(input), ...passRole(input)],
      run: (input) => putRule(deps, parseInput(PutRule, input)),
    },
    DescribeRule: {
      access: onRule('DescribeRule'),
      run: (input) => described(mustFindRule(deps, parseInput(OneRule, input))),
    },
    ListRules: { access: access('ListRules', () => ['*']), run: (input) => listRules(deps, input) },
    EnableRule: { access: onRule('EnableRule'), run: (input) => setState(deps, input, 'ENABLED') },
    DisableRule: { access: onRule('DisableRule'), run: (input) => setState(deps, input, 'DISABLED') },
    DeleteRule: { access: onRule('DeleteRule'), run: (input) => deleteRule(deps, parseInput(DeleteRule, input)) },
  };
}

/** Throws ResourceNotFoundException for an unknown rule or bus. */
export function mustFindRule(
  deps: Pick<RuleDependencies, 'rules' | 'buses'>,
  key: { Name: string; EventBusName?: string | undefined },
): NamedRule {
  const bus = deps.buses.mustFind(busName(key.EventBusName)).name;
  const found = deps.rules.find(bus, key.Name);
  if (!found) {
    throw new AwsError('ResourceNotFoundException', `Rule ${key.Name} does not exist on EventBus ${bus}.`);
  }
  return found;
}

function putRule(deps: RuleDependencies, input: z.infer<typeof PutRule>) {
  const { Name: name, EventBusName: busKey, Tags, ...members } = input;
  const bus = deps.buses.mustFind(busName(busKey)).name;
  checkTrigger(input, bus);
  const now = deps.clock.now();
  const before = deps.rules.find(bus, name);
  // A restart puts the same rules again: that must neither shift a rate nor forget a run that is overdue.
  const isSameSchedule = before?.rule.ScheduleExpression === input.ScheduleExpression;
  const rule: Rule = { ...members, anchor: isSameSchedule && before ? before.rule.anchor : now };
  const kept = isSameSchedule && rule.State === 'ENABLED' ? before?.nextAt : undefined;
  store(deps, { bus, name, rule }, kept ?? nextRun(rule, now));
  deps.tags.add(ruleArn(bus, name), Tags);
  return { RuleArn: ruleArn(bus, name) };
}

function checkTrigger(input: z.infer<typeof PutRule>, bus: string): void {
  if (!input.EventPattern && !input.ScheduleExpression) {
    throw new AwsError('ValidationException', 'Parameter(s) EventPattern or ScheduleExpression must be specified.');
  }
  if (input.ScheduleExpression && bus !== 'default') {
    throw new AwsError('ValidationException', 'ScheduleExpression is supported only on the default event bus.');
  }
  if (input.EventPattern) compilePattern(input.EventPattern);
  if (input.ScheduleExpression) ruleSchedule(input.ScheduleExpression);
}

function setState(deps: RuleDependencies, input: unknown, State: Rule['State']): void {
  const found = mustFindRule(deps, parseInput(OneRule, input));
  if (found.rule.State === State) return;
  const rule = { ...found.rule, State };
  store(deps, { ...found, rule }, nextRun(rule, deps.clock.now()));
}

function store(deps: RuleDependencies, named: Omit<NamedRule, 'nextAt'>, nextAt: number | undefined): void {
  const { bus, name, rule } = named;
  deps.rules.put({ bus, name, rule, ...(nextAt !== undefined && { nextAt }) });
  deps.rescheduled();
}

/** Deleting what does not exist succeeds (https://docs.aws.amazon.com/eventbridge/latest/APIReference/API_DeleteRule.html). */
function deleteRule(deps: RuleDependencies, key: z.infer<typeof DeleteRule>): void {
  const bus = deps.buses.mustFind(busName(key.EventBusName)).name;
  if (deps.rules.targetsOf(bus, key.Name).length > 0) {
    throw new AwsError('ValidationException', "Rule can't be deleted since it has targets.");
  }
  deps.rules.remove(bus, key.Name);
  deps.rescheduled();
}

function listRules(deps: RuleDependencies, input: unknown) {
  const { NamePrefix = '', EventBusName: key, NextToken, Limit } = parseInput(ListRules, input);
  const bus = deps.buses.mustFind(busName(key)).name;
  const found = deps.rules.ofBus(bus).filter(({ name }) => name.startsWith(NamePrefix));
  const { items, next } = page(found, { token: NextToken, limit: Limit, largest: 100 });
  return { Rules: items.map(described), NextToken: next };
}

function described({ bus, name, rule }: NamedRule) {
  const { anchor: _anchor, ...members } = rule;
  return { Name: name, Arn: ruleArn(bus, name), EventBusName: bus, ...members };
}
