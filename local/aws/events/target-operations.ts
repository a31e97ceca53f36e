import { z } from 'zod';
import { inTransaction } from '../database.ts';
import type { JsonOperation } from '../json-service.ts';
import { page } from '../page.ts';
import { parseInput } from '../parse-input.ts';
import { AwsError } from '../service.ts';
import { access, passRole } from './access.ts';
import { busName, ruleArn } from './arn.ts';
import type { EventsContext } from './context.ts';
import { compilePath } from './json-path.ts';
import { Target } from './rule.ts';
import { mustFindRule } from './rule-operations.ts';

const EventBusName = z.string().optional();
const PutTargets = z.strictObject({ Rule: z.string(), EventBusName, Targets: z.array(Target).min(1).max(100) });
const RemoveTargets = z.strictObject({
  Rule: z.string(),
  EventBusName,
  Ids: z.array(z.string()).min(1).max(100),
  Force: z.boolean().optional(),
});
const ListTargetsByRule = z.strictObject({
  Rule: z.string(),
  EventBusName,
  NextToken: z.string().optional(),
  Limit: z.number().int().min(1).max(100).optional(),
});

/** https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-quota.html: targets per rule. */
const targetLimit = 5;

export function targetOperations(context: EventsContext): Record<string, JsonOperation> {
  const onRule = (action: string) =>
    access(action, (input) => [ruleArn(busName(input.EventBusName), String(input.Rule))]);
  return {
    PutTargets: {
      access: (input) => {
        const targets: unknown[] = Array.isArray(input.Targets) ? input.Targets : [];
        return [...onRule('PutTargets')(input), ...targets.flatMap(passRole)];
      },
      run: (input) => putTargets(context, parseInput(PutTargets, input)),
    },
    RemoveTargets: {
      access: onRule('RemoveTargets'),
      run: (input) => removeTargets(context, parseInput(RemoveTargets, input)),
    },
    ListTargetsByRule: {
      access: onRule('ListTargetsByRule'),
      run(input) {
        const { Rule, EventBusName: bus, NextToken, Limit } = parseInput(ListTargetsByRule, input);
        const rule = mustFindRule(context, { Name: Rule, EventBusName: bus });
        const targets = context.rules.targetsOf(rule.bus, rule.name);
        const { items, next } = page(targets, { token: NextToken, limit: Limit, largest: 100 });
        return { Targets: items, NextToken: next };
      },
    },
  };
}

function putTargets(context: EventsContext, input: z.infer<typeof PutTargets>) {
  const { bus, name } = mustFindRule(context, { Name: input.Rule, EventBusName: input.EventBusName });
  input.Targets.forEach(checkTarget);
  const ids = [...context.rules.targetsOf(bus, name), ...input.Targets].map((target) => target.Id);
  if (new Set(ids).size > targetLimit) {
    throw new AwsError('LimitExceededException', 'The requested resource exceeds the maximum number allowed.');
  }
  inTransaction(context.database, () => {
    for (const target of input.Targets) context.rules.putTarget(bus, name, target);
  });
  return { FailedEntryCount: 0, FailedEntries: [] };
}

function removeTargets(context: EventsContext, input: z.infer<typeof RemoveTargets>) {
  const { bus, name } = mustFindRule(context, { Name: input.Rule, EventBusName: input.EventBusName });
  const missing = input.Ids.filter((id) => !context.rules.removeTarget(bus, name, id));
  const FailedEntries = missing.map((TargetId) => ({
    TargetId,
    ErrorCode: 'ResourceNotFoundException',
    ErrorMessage: `Rule ${name} does not have target(s) with the Id(s): ${TargetId}.`,
  }));
  return { FailedEntryCount: FailedEntries.length, FailedEntries };
}

function checkTarget(target: Target): void {
  const inputs = [target.Input, target.InputPath, target.InputTransformer].filter((each) => each !== undefined);
  if (inputs.length > 1) {
    const problem = `Only one of Input, InputPath, or InputTransformer must be provided for target ${target.Id}.`;
    throw new AwsError('ValidationException', problem);
  }
  if (target.Arn.endsWith('.fifo') && !target.SqsParameters?.MessageGroupId) {
    throw new AwsError('ValidationException', `Parameter(s) SqsParameters must be specified for target: ${target.Id}.`);
  }
  if (target.DeadLetterConfig?.Arn?.endsWith('.fifo')) throw invalid('DeadLetterConfig', 'it must be a standard queue');
  if (target.Input !== undefined && !isJson(target.Input)) throw invalid('Input', 'it is not JSON');
  if (target.InputPath) checkPath('InputPath', target.InputPath);
  checkTransformer(target.InputTransformer);
}

function checkTransformer(transformer: Target['InputTransformer']): void {
  const paths = Object.entries(transformer?.InputPathsMap ?? {});
  if (paths.length > 100) throw invalid('InputPathsMap', 'it has more than 100 variables');
  for (const [name, path] of paths) {
    if (name.toUpperCase().startsWith('AWS')) throw invalid('InputPathsMap', `${name} starts with AWS`);
    checkPath('InputPathsMap', path);
  }
}

function checkPath(parameter: string, path: string): void {
  try {
    compilePath(path);
  } catch (error) {
    throw invalid(parameter, error instanceof Error ? error.message : String(error));
  }
}

function invalid(parameter: string, reason: string): AwsError {
  return new AwsError('ValidationException', `Parameter ${parameter} is not valid. Reason: ${reason}.`);
}

function isJson(text: string): boolean {
  try {
    JSON.parse(text);
    return true;
  } catch (error) {
    if (error instanceof SyntaxError) return false;
    throw error;
  }
}
