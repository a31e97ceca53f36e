import { createHash } from 'node:crypto';
import { z } from 'zod';
import { AwsError } from '../../service.ts';
import type { Disk, Write } from '../storage/disk.ts';
import { keyspace, rangeOf } from '../storage/keyspace.ts';
import type { WriteRequest } from './request.ts';

const TokenRecord = z.object({ hash: z.string(), completedAt: z.number() });

/** Tokens are good for 10 minutes: https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/transaction-apis.html#transaction-apis-txwriteitems-idempotency */
const windowMs = 600_000;

/** True where this very transaction has already been done. */
export async function isRepeated(disk: Disk, request: WriteRequest, now: number): Promise<boolean> {
  const { ClientRequestToken: token } = request;
  if (token === undefined) return false;
  const found = await disk.get(keyspace.requestTokens + token);
  if (found === undefined) return false;
  const { hash, completedAt } = TokenRecord.parse(found);
  if (now >= completedAt + windowMs) return false;
  if (hash === hashOf(request)) return true;
  throw new AwsError(
    'IdempotentParameterMismatchException',
    'DynamoDB rejected the request because you retried a request with a different payload but with an idempotent token ' +
      'that was already used.',
  );
}

/** Goes to disk in one batch with the transaction, so a retry after a crash knows whether it was done. */
export function rememberToken(request: WriteRequest, now: number): Write[] {
  if (request.ClientRequestToken === undefined) return [];
  const value = { hash: hashOf(request), completedAt: now };
  return [{ type: 'put', key: keyspace.requestTokens + request.ClientRequestToken, value }];
}

export async function forgetOldTokens(disk: Disk, now: number): Promise<void> {
  const old: Write[] = [];
  for await (const [key, value] of disk.entries(rangeOf(keyspace.requestTokens))) {
    if (now >= TokenRecord.parse(value).completedAt + windowMs) old.push({ type: 'del', key });
  }
  await disk.write(old);
}

function hashOf(request: WriteRequest): string {
  return createHash('sha256')
    .update(JSON.stringify(sorted(request.TransactItems)))
    .digest('hex');
}

function sorted(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(sorted);
  if (typeof value !== 'object' || value === null) return value;
  const entries = Object.entries(value).map(([name, one]) => [name, sorted(one)] as const);
  return Object.fromEntries(entries.sort(([a], [b]) => (a < b ? -1 : 1)));
}
