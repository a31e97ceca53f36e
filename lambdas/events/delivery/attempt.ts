import { PublicFailure } from '../../../shared/public-http/failure.ts';
import { type PublicReply, requestPublic } from '../../../shared/public-http/request-public.ts';
import { compactReceipt } from '../../../shared/receipt.ts';
import { userAgent } from '../endpoint/egress.ts';
import type { Endpoint } from '../endpoint/endpoint.ts';
import { signingKeys } from '../signature/endpoint-keys.ts';
import { signatureHeaders } from '../signature/signature.ts';
import { type Attempt, type Delivery, deliveryId } from './delivery.ts';
import type { AttemptDeps } from './deps.ts';
import { excerptOf } from './excerpt.ts';
import { retryAfterMs } from './retry.ts';

const maxReplyBytes = 16 * 1_024;

/** What came of one attempt: `attempt` for the log, the rest to decide by. */
export interface Outcome {
  readonly isDelivered: boolean;
  readonly attempt: Attempt;
  readonly retryAfterMs: number | undefined;
}

/** Sends the body once. The signatures are of this moment, by the secrets of this moment, so a rotation counts for retries too. */
export async function makeAttempt(
  deps: AttemptDeps,
  endpoint: Endpoint,
  delivery: Delivery,
  body: string,
): Promise<Outcome> {
  const now = deps.now();
  const { signature, ...logged } = headersOf(delivery, endpoint, body, await deps.loadSecret(), now);
  const began = performance.now();
  const told = (rest: Omit<Attempt, 'at' | 'latencyMs' | 'requestHeaders'>): Attempt => ({
    ...{ at: new Date(now).toISOString(), latencyMs: Math.round(performance.now() - began), requestHeaders: logged },
    ...rest,
  });
  try {
    const reply = await requestPublic({
      ...{ url: endpoint.url, method: 'POST', headers: { ...logged, 'webhook-signature': signature }, body },
      ...{ timeoutMs: deps.timeoutMs, maxReplyBytes, longReply: 'cut' },
      ...{ resolve: deps.resolve, allowsLoopback: deps.allowsLoopback },
      ...(deps.authorities && { authorities: deps.authorities }),
    });
    return replied(reply, told, now);
  } catch (error) {
    if (!(error instanceof PublicFailure)) throw error;
    const { code, message: detail, status } = error;
    const attempt = told({ ...(status !== undefined && { status }), error: { code, detail } });
    return { isDelivered: false, attempt, retryAfterMs: undefined };
  }
}

function replied(
  { status, headers, body }: PublicReply,
  told: (rest: Omit<Attempt, 'at' | 'latencyMs' | 'requestHeaders'>) => Attempt,
  now: number,
): Outcome {
  const isDelivered = status >= 200 && status < 300;
  const error = { code: 'unsuccessful_status', detail: `The endpoint replied ${status}.` };
  const replyExcerpt = excerptOf(body);
  return {
    isDelivered,
    attempt: told({ status, ...(!isDelivered && { error }), ...(replyExcerpt !== '' && { replyExcerpt }) }),
    retryAfterMs: retryAfterMs(headers['retry-after'], now),
  };
}

function headersOf(delivery: Delivery, endpoint: Endpoint, body: string, serviceSecret: string, now: number) {
  const { eventId: id, sequence, receipt } = delivery;
  const { 'webhook-signature': signature, ...webhook } = signatureHeaders({
    ...signingKeys(serviceSecret, endpoint, now),
    ...{ id, timestamp: Math.floor(now / 1_000), body },
  });
  return {
    ...webhook,
    signature,
    'content-type': 'application/cloudevents+json',
    'user-agent': userAgent,
    'odavl-delivery': deliveryId(delivery),
    'odavl-sequence': String(sequence),
    'odavl-receipt': compactReceipt(receipt),
  };
}
