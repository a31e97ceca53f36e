import { createCipheriv, createDecipheriv, createHash, createHmac, hkdfSync, randomBytes } from 'node:crypto';
import type { APIGatewayProxyStructuredResultV2 } from 'aws-lambda';
import * as z from 'zod';
import { isConditionFailed, type Table } from './dynamo.ts';
import { AppError } from './errors.ts';

type Result = APIGatewayProxyStructuredResultV2;

export interface IdempotentRequest {
  /** Organization id, or `public` for routes without a credential. */
  readonly scope: string;
  readonly operation: string;
  /** The client's `Idempotency-Key`. */
  readonly key: string;
  readonly request: unknown;
  readonly now: number;
}

export interface Idempotency {
  /**
   * Runs `work` at most once per key in 24 h and replays its reply.
   * @throws AppError `idempotency_conflict` while the first request runs, `idempotency_mismatch` for another body.
   */
  once(request: IdempotentRequest, work: () => Promise<Result>): Promise<Result>;
}

const keptSeconds = 24 * 3_600;
/** Longer than any HTTP function may run, so a lock that is older belongs to a crashed one. */
const lockMs = 60_000;

const Item = z.object({
  requestHash: z.string(),
  lockedUntil: z.number(),
  reply: z.string().optional(),
});

/** Stored replies may hold a secret that is shown once; they are encrypted under the client's own key, which is not stored. */
export function createIdempotency(table: Table): Idempotency {
  return {
    async once(request, work) {
      if (!/^[\x21-\x7e]{1,255}$/.test(request.key)) {
        throw new AppError('validation_failed', 'headers.idempotency-key: 1 to 255 visible ASCII characters', {
          errors: [{ path: 'headers.idempotency-key', message: '1 to 255 visible ASCII characters' }],
        });
      }
      const key = {
        pk: `ORG#${request.scope}`,
        sk: `IDEMPOTENCY#${hash(`${request.operation}\n${request.key}`)}`,
      };
      const requestHash = fingerprint(request);
      const replay = await begin(table, key, requestHash, request);
      if (replay) return replay;
      return finish(table, key, requestHash, request, work);
    },
  };
}

interface Key {
  readonly pk: string;
  readonly sk: string;
}

async function begin(
  table: Table,
  key: Key,
  requestHash: string,
  request: IdempotentRequest,
): Promise<Result | undefined> {
  const ttl = Math.floor(request.now / 1_000) + keptSeconds;
  try {
    await table.put(
      { ...key, requestHash, lockedUntil: request.now + lockMs, ttl },
      {
        when: 'attribute_not_exists(pk) OR #ttl < :seconds OR (attribute_not_exists(#reply) AND #lockedUntil < :now)',
        values: { ':seconds': Math.floor(request.now / 1_000), ':now': request.now },
      },
    );
    return undefined;
  } catch (error) {
    if (!isConditionFailed(error)) throw error;
    const existing = await table.get(Item, key);
    if (existing && existing.requestHash !== requestHash) {
      throw new AppError('idempotency_mismatch', 'This Idempotency-Key was sent before with a different request.');
    }
    if (existing?.reply) return decrypt(existing.reply, request);
    throw new AppError('idempotency_conflict', 'The first request with this Idempotency-Key is still running.', {
      headers: { 'retry-after': '1' },
    });
  }
}

async function finish(
  table: Table,
  key: Key,
  requestHash: string,
  request: IdempotentRequest,
  work: () => Promise<Result>,
) {
  const mine = {
    when: '#requestHash = :hash AND #lockedUntil = :lock',
    values: { ':hash': requestHash, ':lock': request.now + lockMs },
  };
  const result = await work().catch(async (error: unknown) => {
    // The work did not happen, so the key is free again: a retry after a 4xx or 5xx runs anew.
    await table.delete(key, mine);
    throw error;
  });
  // Should this write fail, the lock stays: a retry within its minute gets 409 rather than a second run.
  await table.update(key, { set: { reply: encrypt(result, request) } }, mine);
  return result;
}

/** Keyed, because a request may hold a password, and a bare hash of it could be guessed from far faster than Argon2id allows. */
function fingerprint(request: IdempotentRequest): string {
  const key = derivedKey(request, 'fingerprint');
  return createHmac('sha256', key).update(JSON.stringify(request.request)).digest('base64url');
}

function hash(text: string): string {
  return createHash('sha256').update(text).digest('base64url');
}

function derivedKey(request: IdempotentRequest, purpose: 'fingerprint' | 'reply'): Buffer {
  return Buffer.from(hkdfSync('sha256', request.key, request.scope, `${purpose} ${request.operation}`, 32));
}

function encrypt(result: Result, request: IdempotentRequest): string {
  const iv = randomBytes(12);
  const cipher = createCipheriv('aes-256-gcm', derivedKey(request, 'reply'), iv);
  const sealed = Buffer.concat([cipher.update(JSON.stringify(result), 'utf8'), cipher.final()]);
  return Buffer.concat([iv, cipher.getAuthTag(), sealed]).toString('base64');
}

const StoredResult = z.object({
  statusCode: z.number(),
  headers: z.record(z.string(), z.string()),
  body: z.string().optional(),
  isBase64Encoded: z.boolean().optional(),
});

function decrypt(stored: string, request: IdempotentRequest): Result {
  const bytes = Buffer.from(stored, 'base64');
  const decipher = createDecipheriv('aes-256-gcm', derivedKey(request, 'reply'), bytes.subarray(0, 12));
  decipher.setAuthTag(bytes.subarray(12, 28));
  const opened = Buffer.concat([decipher.update(bytes.subarray(28)), decipher.final()]);
  const result = StoredResult.parse(JSON.parse(opened.toString('utf8')));
  return { ...result, headers: { ...result.headers, 'idempotency-replayed': 'true' } };
}
