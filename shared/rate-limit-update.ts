import type { AttributeValue, UpdateItemCommandInput } from '@aws-sdk/client-dynamodb';
import { type Bucket, hasBegun, type Rule, type State } from './rate-limit-rule.ts';

type Expressions = Pick<
  UpdateItemCommandInput,
  'UpdateExpression' | 'ConditionExpression' | 'ExpressionAttributeNames' | 'ExpressionAttributeValues'
>;

interface Part {
  readonly when: string;
  readonly set: string;
  readonly values: Readonly<Record<string, AttributeValue>>;
}

const number = (value: number): AttributeValue => ({ N: String(value) });
const dayInSeconds = 86_400;

/**
 * The one write that takes a request's tokens from all three: organization, principal, month. DynamoDB's expressions know no
 * maximum, so `state`, what was seen last, chooses between "is full" and "is refilling"; the condition holds only where the
 * choice is right, and only while there are tokens. Thus a stale guess costs a second try, and never a token.
 */
export function takingUpdate(rule: Rule, state: State, principal: string, idle: readonly string[]): Expressions {
  const parts = [bucketPart('org', rule.org, state.org, rule), bucketPart('own', rule.own, state.own, rule)];
  const all = [...parts, monthPart(rule, state)];
  const forgotten = idle.map((_, at) => `#idle${at}`);
  const conditions = [
    ...all.map(({ when }) => when),
    ...forgotten.map((name) => `(attribute_not_exists(${name}) OR ${name} < :idle)`),
  ];
  const set = `SET ${all.map((part) => part.set).join(', ')}`;
  return {
    UpdateExpression: forgotten.length > 0 ? `${set} REMOVE ${forgotten.join(', ')}` : set,
    ConditionExpression: conditions.join(' AND '),
    ExpressionAttributeNames: {
      ...{ '#org': 'org', '#own': principal, '#month': 'month', '#used': 'used' },
      ...(!hasBegun(rule, state) && { '#ttl': 'ttl' }),
      ...Object.fromEntries(idle.map((name, at) => [`#idle${at}`, name])),
    },
    ExpressionAttributeValues: {
      ':now': number(rule.now),
      ...Object.assign({}, ...all.map(({ values }) => values)),
      ...(idle.length > 0 && { ':idle': number(idleBefore(rule)) }),
    },
  };
}

/** A bucket that has been full for a minute says nothing that its absence does not say. */
export function idleBefore(rule: Rule): number {
  return rule.now - 60_000_000;
}

function bucketPart(name: 'org' | 'own', bucket: Bucket, full: number | undefined, rule: Rule): Part {
  if (full !== undefined && full > rule.now) {
    return {
      when: `#${name} BETWEEN :now AND :${name}Latest`,
      set: `#${name} = #${name} + :${name}Take`,
      values: { [`:${name}Latest`]: number(bucket.latest), [`:${name}Take`]: number(bucket.take) },
    };
  }
  return {
    when: `(attribute_not_exists(#${name}) OR #${name} <= :now)`,
    set: `#${name} = :${name}Next`,
    values: { [`:${name}Next`]: number(rule.now + bucket.take) },
  };
}

function monthPart(rule: Rule, state: State): Part {
  const values = { ':month': { S: rule.month.name }, ':cost': number(rule.cost) };
  if (hasBegun(rule, state)) {
    return {
      when: '#month >= :month AND #used <= :most',
      set: '#used = #used + :cost',
      values: { ...values, ':most': number(rule.month.limit - rule.cost) },
    };
  }
  return {
    when: '(attribute_not_exists(#month) OR #month < :month)',
    set: '#month = :month, #used = :cost, #ttl = :ttl',
    values: { ...values, ':ttl': number(rule.month.end / 1_000_000 + dayInSeconds) },
  };
}
