import type { AttributeValue } from '@aws-sdk/client-dynamodb';
import { marshall } from '@aws-sdk/util-dynamodb';

/** A condition or filter in DynamoDB's own language. Every `#name` stands for the attribute of that name. */
export interface Condition {
  readonly when: string;
  readonly values?: Readonly<Record<`:${string}`, unknown>>;
}

export interface Update {
  readonly set?: Readonly<Record<string, unknown>>;
  /** Set only where the attribute is not there yet. */
  readonly setOnce?: Readonly<Record<string, unknown>>;
  readonly add?: Readonly<Record<string, number>>;
  readonly remove?: readonly string[];
}

interface ConditionInput {
  ConditionExpression?: string;
  ExpressionAttributeNames?: Record<string, string>;
  ExpressionAttributeValues?: Record<string, AttributeValue>;
}

export function conditionInput(condition: Condition | undefined): ConditionInput {
  if (!condition) return {};
  const names = namesIn(condition.when);
  return {
    ConditionExpression: condition.when,
    ...(Object.keys(names).length > 0 && { ExpressionAttributeNames: names }),
    ...(condition.values && { ExpressionAttributeValues: marshall(condition.values, { removeUndefinedValues: true }) }),
  };
}

/** Attributes set to `undefined` are left as they are. */
export function updateInput(
  update: Update,
  condition: Condition | undefined,
): ConditionInput & { UpdateExpression: string } {
  const set = Object.entries(update.set ?? {}).filter(([, value]) => value !== undefined);
  const setOnce = Object.entries(update.setOnce ?? {});
  const add = Object.entries(update.add ?? {});
  const remove = update.remove ?? [];
  const clauses = [
    clause('SET', [
      ...set.map(([name]) => `#${name} = :set_${name}`),
      ...setOnce.map(([name]) => `#${name} = if_not_exists(#${name}, :once_${name})`),
    ]),
    clause(
      'ADD',
      add.map(([name]) => `#${name} :add_${name}`),
    ),
    clause(
      'REMOVE',
      remove.map((name) => `#${name}`),
    ),
  ];
  const UpdateExpression = clauses.filter(Boolean).join(' ');
  const values = {
    ...Object.fromEntries(set.map(([name, value]) => [`:set_${name}`, value])),
    ...Object.fromEntries(setOnce.map(([name, value]) => [`:once_${name}`, value])),
    ...Object.fromEntries(add.map(([name, value]) => [`:add_${name}`, value])),
    ...condition?.values,
  };
  return {
    UpdateExpression,
    ...(condition && { ConditionExpression: condition.when }),
    ExpressionAttributeNames: namesIn(`${UpdateExpression} ${condition?.when ?? ''}`),
    ...(Object.keys(values).length > 0 && {
      ExpressionAttributeValues: marshall(values, { removeUndefinedValues: true }),
    }),
  };
}

function clause(keyword: string, parts: readonly string[]): string {
  return parts.length > 0 ? `${keyword} ${parts.join(', ')}` : '';
}

function namesIn(expression: string): Record<string, string> {
  return Object.fromEntries(
    [...expression.matchAll(/#(\w+)/g)].map(([placeholder, name]) => [placeholder, String(name)]),
  );
}
