import { createHash } from 'node:crypto';
import {
  type AttributeValue,
  ConditionalCheckFailedException,
  type DynamoDBClient,
  UpdateItemCommand,
} from '@aws-sdk/client-dynamodb';
import { judge, type Rule, ruleOf, type State, standingOf, type Taker, type Verdict } from './rate-limit-rule.ts';
import { idleBefore, takingUpdate } from './rate-limit-update.ts';

export interface RateLimiter {
  readonly tableName: string;
  /**
   * Takes the request's cost from the buckets of its principal and its organization and from the plan's month, or, when one
   * of them has too little, from none.
   * @throws Error when the table does not answer in time; then it is not known whether tokens were taken
   */
  take(taker: Taker): Promise<Verdict>;
}

/** The item of an organization as this instance saw it last. Other instances write it, too: it is a guess, and used as one. */
interface Seen {
  readonly item: Item;
  /** Milliseconds: when any of it was seen, and when all of it. */
  readonly at: number;
  readonly wholeAt: number;
}

interface Item {
  readonly numbers: ReadonlyMap<string, number>;
  readonly month: string | undefined;
}

const empty: Item = { numbers: new Map(), month: undefined };
const bucketPrefix = 'p_';
const trustedMs = 60_000;
const maxOrganizations = 1_000;
const maxForgottenAtOnce = 10;
/** Each of organization, principal and month can turn from a wrong guess to a right one once; one more for an item that went. */
const maxTries = 5;
/** A first call of an instance opens a connection; a table that takes longer is broken for a request that waits. */
const defaultTimeoutMs = 3_000;

export function createRateLimiter(
  client: Pick<DynamoDBClient, 'send'>,
  tableName: string,
  timeoutMs = defaultTimeoutMs,
): RateLimiter {
  const memory = new Map<string, Seen>();
  return {
    tableName,
    async take(taker) {
      const rule = ruleOf(taker);
      const principal = attributeOf(taker.principal);
      const abortSignal = AbortSignal.timeout(timeoutMs);
      for (let tried = 0; tried < maxTries; tried += 1) {
        const seen = memory.get(taker.orgId);
        const state = stateOf(seen, principal);
        const known = judge(rule, state);
        // Times only move on and counts only grow, so what memory refuses, the table would refuse, too; it need not be asked.
        if (known.refusal && seen && taker.now - seen.at < trustedMs) return known;
        const { isTaken, now } = await write({ client, tableName, taker, rule, principal, seen, abortSignal });
        remember(memory, taker.orgId, now);
        if (isTaken) return standingOf(rule, stateOf(now, principal));
      }
      throw new Error(`The rate limit of ${taker.orgId} was not settled in ${maxTries} tries.`);
    },
  };
}

interface Attempt {
  readonly client: Pick<DynamoDBClient, 'send'>;
  readonly tableName: string;
  readonly taker: Taker;
  readonly rule: Rule;
  /** The attribute of the principal's bucket. */
  readonly principal: string;
  readonly seen: Seen | undefined;
  readonly abortSignal: AbortSignal;
}

/** One try. When its guess was wrong the table says how things are, so that the next one is right. */
async function write(attempt: Attempt): Promise<{ isTaken: boolean; now: Seen }> {
  const { client, tableName, taker, rule, principal, seen, abortSignal } = attempt;
  const at = taker.now;
  const idle = idleIn(seen, rule, principal);
  const isWhole = seen === undefined || at - seen.wholeAt >= trustedMs;
  try {
    const { Attributes } = await client.send(
      new UpdateItemCommand({
        TableName: tableName,
        Key: { pk: { S: `ORG#${taker.orgId}` }, sk: { S: 'RATE' } },
        ...takingUpdate(rule, stateOf(seen, principal), principal, idle),
        ReturnValues: isWhole ? 'ALL_NEW' : 'UPDATED_NEW',
        ReturnValuesOnConditionCheckFailure: 'ALL_OLD',
      }),
      { abortSignal },
    );
    const item = isWhole ? itemOf(Attributes) : merged(seen.item, itemOf(Attributes), idle);
    return { isTaken: true, now: { item, at, wholeAt: isWhole ? at : seen.wholeAt } };
  } catch (error) {
    if (!(error instanceof ConditionalCheckFailedException)) throw error;
    return { isTaken: false, now: { item: itemOf(error.Item), at, wholeAt: at } };
  }
}

function itemOf(attributes: Record<string, AttributeValue> = {}): Item {
  const numbers = Object.entries(attributes).flatMap(([name, { N }]) =>
    N === undefined ? [] : [[name, Number(N)] as const],
  );
  return { numbers: new Map(numbers), month: attributes.month?.S };
}

function merged(before: Item, changed: Item, removed: readonly string[]): Item {
  const numbers = new Map([...before.numbers, ...changed.numbers]);
  for (const name of removed) numbers.delete(name);
  return { numbers, month: changed.month ?? before.month };
}

function stateOf(seen: Seen | undefined, principal: string): State {
  const { numbers, month } = seen?.item ?? empty;
  return { org: numbers.get('org'), own: numbers.get(principal), month, used: numbers.get('used') ?? 0 };
}

/** Buckets of others that nobody has used for a while; without this an item would keep one for every key there ever was. */
function idleIn(seen: Seen | undefined, rule: Rule, principal: string): string[] {
  if (!seen) return [];
  const idle = [...seen.item.numbers].filter(
    ([name, full]) => name.startsWith(bucketPrefix) && name !== principal && full < idleBefore(rule),
  );
  return idle.slice(0, maxForgottenAtOnce).map(([name]) => name);
}

/**
 * The ids of this system are short and say nothing; a name from elsewhere, of a CI job for example, may be neither. Of a person
 * there is only a hash, so that the bucket of an idle organization does not outlive an erasure.
 */
function attributeOf(principal: string): string {
  const isOurs = /^(?!usr_)[a-z]{2,6}_[0-9a-z]{1,32}$/.test(principal);
  return bucketPrefix + (isOurs ? principal : createHash('sha256').update(principal).digest('base64url').slice(0, 22));
}

function remember(memory: Map<string, Seen>, orgId: string, seen: Seen): void {
  memory.delete(orgId);
  const oldest = memory.size >= maxOrganizations ? memory.keys().next().value : undefined;
  if (oldest !== undefined) memory.delete(oldest);
  memory.set(orgId, seen);
}
