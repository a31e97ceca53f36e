import { createHmac, type KeyObject, sign } from 'node:crypto';

/** The headers of https://github.com/standard-webhooks/standard-webhooks/blob/main/spec/standard-webhooks.md. */
export interface SignatureHeaders {
  readonly 'webhook-id': string;
  readonly 'webhook-timestamp': string;
  readonly 'webhook-signature': string;
}

/**
 * Signs one attempt: `v1` (HMAC-SHA256) by each secret, then `v1a` (ed25519) by each key, parted by spaces; while a secret rotates
 * there are two of each. What is signed is `id.timestamp.body`.
 * @param input.id the same for all attempts of one event, because receivers know repetitions by it
 * @param input.timestamp of this attempt, in whole seconds since the epoch; clients refuse what is 5 minutes off
 * @param input.body exactly as it is sent
 * @throws Error for an id or a timestamp that could move the dots of what is signed
 */
export function signatureHeaders(input: {
  readonly secrets: readonly Buffer[];
  readonly ed25519Keys: readonly KeyObject[];
  readonly id: string;
  readonly timestamp: number;
  readonly body: string;
}): SignatureHeaders {
  const { secrets, ed25519Keys, id, timestamp, body } = input;
  if (!/^[\w-]{1,128}$/.test(id)) throw new Error('The id of a webhook has letters, digits, _ and - only.');
  if (!Number.isSafeInteger(timestamp)) throw new Error('The timestamp of a webhook is in whole seconds.');
  const content = Buffer.from(`${id}.${timestamp}.${body}`);
  const signatures = [
    ...secrets.map((secret) => `v1,${createHmac('sha256', secret).update(content).digest('base64')}`),
    ...ed25519Keys.map((key) => `v1a,${sign(null, content, key).toString('base64')}`),
  ];
  return { 'webhook-id': id, 'webhook-timestamp': String(timestamp), 'webhook-signature': signatures.join(' ') };
}
