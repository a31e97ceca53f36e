import { createPublicKey, type KeyObject, verify } from 'node:crypto';
import * as z from 'zod';
import {
  claimsOf,
  expandReceipt,
  firstPreviousHash,
  HeadClaims,
  Receipt,
  receiptHash,
  signingInput,
} from '../shared/receipt.ts';

export type ReceiptVerdict =
  | { readonly isIntact: true; readonly endpointId: string; readonly from: number; readonly to: number }
  | {
      readonly isIntact: false;
      /** The lowest number at which the chain does not hold. */
      readonly brokenAt: number;
      readonly reason: string;
      /** Of a missing receipt: its hash, which the one after it has signed for. */
      readonly provenHash?: string;
    };

export interface Known {
  /** The keys of `GET /v1/webhook-receipt-keys`, kept from a time when they were trusted. */
  readonly keys: unknown;
  /** Whose chain it must be; without it, that of the first receipt. */
  readonly endpointId?: string;
  /** The first number that must be there; without it the lowest there is, because old receipts expire. */
  readonly from?: number;
  /** A reply of `GET …/receipts/head`, as JSON or its `signature` alone: the receipts must reach it. */
  readonly head?: string;
}

/** A fault that only reading finds, such as a file that is none; not a verdict. */
export class UnreadableReceipts extends Error {
  override readonly name = 'UnreadableReceipts';
}

const Keys = z.object({
  keys: z.array(z.looseObject({ kty: z.string(), crv: z.string(), kid: z.string(), x: z.string() })),
});
type PublicKeys = ReadonlyMap<string, KeyObject>;

/**
 * Verifies receipts without asking the platform. A line is a receipt as JSON, or the text of a header `odavl-receipt`; the order of
 * lines does not matter, and a receipt may be there as often as attempts brought it.
 * @throws UnreadableReceipts
 */
export function verifyReceipts(text: string, known: Known): ReceiptVerdict {
  const keys = publicKeys(known.keys);
  const from = known.from ?? 0;
  const receipts = readReceipts(text)
    .filter(({ sequence }) => sequence >= from)
    .sort((one, other) => one.sequence - other.sequence);
  const [first] = receipts;
  if (!first) throw new UnreadableReceipts('There is no receipt in it.');
  const endpointId = known.endpointId ?? first.endpointId;
  const head = known.head === undefined ? undefined : readHead(known.head, keys);
  const broken = chainFault(receipts, { endpointId, keys, from: known.from ?? first.sequence });
  if (broken) return broken;
  const fault = head && headFault(receipts, endpointId, head);
  return fault ?? { isIntact: true, endpointId, from: first.sequence, to: receipts.at(-1)?.sequence ?? 0 };
}

function broken(brokenAt: number, reason: string, provenHash?: string): ReceiptVerdict {
  return { isIntact: false, brokenAt, reason, ...(provenHash && { provenHash }) };
}

interface Chain {
  readonly endpointId: string;
  readonly keys: PublicKeys;
  readonly from: number;
}

function chainFault(receipts: readonly Receipt[], { endpointId, keys, from }: Chain): ReceiptVerdict | undefined {
  const stranger = receipts.find((receipt) => receipt.endpointId !== endpointId);
  if (stranger) {
    return broken(stranger.sequence, `Receipt ${stranger.sequence} is of another endpoint, ${stranger.endpointId}.`);
  }
  let previous: Receipt | undefined;
  for (const receipt of receipts) {
    const { sequence, previousHash } = receipt;
    const expected = previous === undefined ? from : previous.sequence + 1;
    const fault = receiptFault(receipt, keys);
    if (sequence > expected) {
      const proven = !fault && sequence === expected + 1 ? previousHash : undefined;
      return broken(expected, `Receipt ${expected} is missing: receipt ${sequence} comes after it.`, proven);
    }
    if (fault) return broken(sequence, fault);
    if (previous?.sequence === sequence) {
      if (previous.hash === receipt.hash) continue;
      return broken(sequence, `There are two receipts ${sequence}: the chain was forked, and both are signed.`);
    }
    const before = previous?.hash ?? (sequence === 1 ? firstPreviousHash(endpointId) : previousHash);
    if (previousHash !== before) return broken(sequence, `Receipt ${sequence} does not follow the one before it.`);
    previous = receipt;
  }
  return undefined;
}

/** What is wrong with one receipt by itself. */
function receiptFault(receipt: Receipt, keys: PublicKeys): string | undefined {
  const { sequence, keyId, signature, hash } = receipt;
  if (receiptHash(receipt) !== hash) return `A field of receipt ${sequence} was altered.`;
  const key = keys.get(keyId);
  if (!key) return `Receipt ${sequence} is signed with a key that is not among those published, ${keyId}.`;
  const input = signingInput('receipt', claimsOf(receipt), keyId);
  return isSigned(input, signature, key) ? undefined : `The signature of receipt ${sequence} is wrong.`;
}

function headFault(receipts: readonly Receipt[], endpointId: string, head: HeadClaims): ReceiptVerdict | undefined {
  const last = receipts.at(-1)?.sequence ?? 0;
  if (head.endpointId !== endpointId) return broken(last, `The head is of another endpoint, ${head.endpointId}.`);
  if (head.sequence > last) {
    const proven = head.sequence === last + 1 ? head.hash : undefined;
    return broken(last + 1, `Receipts after ${last} are missing: the head is ${head.sequence}.`, proven);
  }
  const named = receipts.find(({ sequence }) => sequence === head.sequence);
  if (!named || named.hash === head.hash) return undefined;
  return broken(head.sequence, `Receipt ${head.sequence} is not the one of the head: the chain was forked.`);
}

function isSigned(input: string, signature: string, key: KeyObject): boolean {
  const bytes = Buffer.from(signature, 'base64url');
  return bytes.toString('base64url') === signature && verify(null, Buffer.from(input), key, bytes);
}

function readReceipts(text: string): Receipt[] {
  return text.split('\n').flatMap((line, at) => {
    const trimmed = line.trim();
    if (trimmed === '') return [];
    const receipt = trimmed.startsWith('{') ? Receipt.safeParse(parsedJson(trimmed)).data : expandReceipt(trimmed);
    if (receipt) return [receipt];
    throw new UnreadableReceipts(`Line ${at + 1} is not a receipt: not one of its fields may be missing or added.`);
  });
}

/** @throws UnreadableReceipts also when none of the keys has signed it: a head that is not ours proves nothing */
function readHead(text: string, keys: PublicKeys): HeadClaims {
  const trimmed = text.trim();
  const compact = trimmed.startsWith('{')
    ? z.object({ signature: z.string() }).safeParse(parsedJson(trimmed)).data?.signature
    : trimmed;
  const [header = '', payload = '', signature = ''] = compact?.split('.') ?? [];
  const keyId = z.object({ kid: z.string() }).safeParse(decoded(header)).data?.kid ?? '';
  const head = HeadClaims.safeParse(decoded(payload)).data;
  const key = keys.get(keyId);
  if (head && key && isSigned(signingInput('receipt-head', head, keyId), signature, key)) return head;
  throw new UnreadableReceipts('The head is not signed with one of the keys.');
}

function publicKeys(keys: unknown): PublicKeys {
  const parsed = Keys.safeParse(keys);
  if (!parsed.success) throw new UnreadableReceipts('The keys are no JWK Set.');
  return new Map(parsed.data.keys.map(({ kid, kty, crv, x }) => [kid, keyOf({ kty, crv, x })]));
}

function keyOf(key: { kty: string; crv: string; x: string }): KeyObject {
  try {
    return createPublicKey({ key, format: 'jwk' });
  } catch (cause) {
    throw new UnreadableReceipts('One of the keys is none.', { cause });
  }
}

function decoded(part: string): unknown {
  return parsedJson(Buffer.from(part, 'base64url').toString('utf8'));
}

function parsedJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    // Not JSON is not a receipt either; the caller says so.
    return undefined;
  }
}
