import { createHash } from 'node:crypto';
import * as z from 'zod';
import { canonical } from './audit-chain.ts';

const Hash = z.string().regex(/^[0-9a-f]{64}$/, 'Not a SHA-256 in hexadecimal');
/** Of a key for receipts: its version, and a print of its public half. */
const KeyId = z.string().regex(/^receipt-\d+-[0-9a-f]{8}$/, 'Not the id of a key for receipts');

/** 64 bytes, base64url without padding. */
const Signature = z.string().regex(/^[\w-]{86}$/, 'Not an ed25519 signature');

const claims = {
  v: z.literal(1),
  endpointId: z.string(),
  sequence: z.number().int().min(1).describe('Of this endpoint; there is no gap.'),
  eventId: z.string(),
  eventType: z.string(),
  eventTime: z.string().describe('`time` of the event.'),
  payloadSha256: Hash.describe('Of the bytes of the body, which are the same in every attempt.'),
  createdAt: z.iso.datetime().describe('When it was decided to send it.'),
  previousHash: Hash.describe('`hash` of the receipt before; of the first one: the SHA-256 of the endpoint’s id.'),
};

/** What a receipt says. Its `hash` is the SHA-256 of exactly these members as canonical JSON (RFC 8785), in hexadecimal. */
export const ReceiptClaims = z.strictObject(claims);
export type ReceiptClaims = z.infer<typeof ReceiptClaims>;

/** One link of an endpoint's chain: that it was decided to send this event, under this number, after all that the hash before covers. */
export const Receipt = z
  .strictObject({
    ...claims,
    hash: Hash,
    keyId: KeyId.describe('`kid` of the key in `GET /v1/webhook-receipt-keys`.'),
    signature: Signature.describe('Ed25519, base64url: the third part of the receipt as a compact JWS.'),
  })
  .meta({ id: 'WebhookReceipt' });
export type Receipt = z.infer<typeof Receipt>;

/** Up to where a chain went at a moment. With it, whoever kept it can tell that later receipts were cut off. */
export const HeadClaims = z.strictObject({
  endpointId: z.string(),
  sequence: z.number().int(),
  hash: Hash,
  at: z.string(),
});
export type HeadClaims = z.infer<typeof HeadClaims>;

/** What the first receipt of an endpoint follows: so a chain cannot be passed off as that of another endpoint. */
export function firstPreviousHash(endpointId: string): string {
  return sha256(endpointId);
}

/** Takes a whole receipt too, and leaves out what is not a claim. */
export function claimsOf(receipt: ReceiptClaims): ReceiptClaims {
  const { v, endpointId, sequence, eventId, eventType, eventTime, payloadSha256, createdAt, previousHash } = receipt;
  return { v, endpointId, sequence, eventId, eventType, eventTime, payloadSha256, createdAt, previousHash };
}

export function receiptHash(receipt: ReceiptClaims): string {
  return sha256(canonical(claimsOf(receipt)));
}

/** What is signed: the first two parts of a compact JWS (RFC 7515 §5.1), both canonical JSON, so there is one text for it only. */
export function signingInput(
  what: 'receipt' | 'receipt-head',
  said: ReceiptClaims | HeadClaims,
  keyId: string,
): string {
  const header = { alg: 'EdDSA', kid: keyId, typ: `odavl-${what}+jws` };
  return `${base64url(canonical(header))}.${base64url(canonical(said))}`;
}

/** The header `odavl-receipt`: a compact JWS, so any JOSE library verifies it with the published keys (RFC 8037). */
export function compactReceipt(receipt: Receipt): string {
  return `${signingInput('receipt', claimsOf(receipt), receipt.keyId)}.${receipt.signature}`;
}

/** The reverse; undefined for what is no receipt. Whether it is a good one is for the caller to verify. */
export function expandReceipt(compact: string): Receipt | undefined {
  const [header = '', payload = '', signature] = compact.split('.');
  const keyId = z.object({ kid: z.string() }).safeParse(decoded(header)).data?.kid;
  const said = ReceiptClaims.safeParse(decoded(payload)).data;
  const found = said && Receipt.safeParse({ ...said, hash: receiptHash(said), keyId, signature }).data;
  // Another spelling of the same claims is not what was signed.
  return found && compactReceipt(found) === compact ? found : undefined;
}

export function sha256(text: string): string {
  return createHash('sha256').update(text).digest('hex');
}

function base64url(text: string): string {
  return Buffer.from(text).toString('base64url');
}

function decoded(part: string): unknown {
  try {
    return JSON.parse(Buffer.from(part, 'base64url').toString('utf8'));
  } catch {
    // Not JSON is not a receipt either; what is undefined parses as none.
    return undefined;
  }
}
