import { type KeyObject, verify } from 'node:crypto';
import { AppError } from '../../../../shared/errors.ts';
import type { FindScannerKey } from './scanner-keys.ts';

export interface SignedReport {
  readonly identifier: string | undefined;
  readonly signature: string | undefined;
  /** The bytes as they came: what was parsed and written again may have another signature. */
  readonly body: Buffer;
}

/**
 * ECDSA over P-256 with SHA-256, the signature in DER and base64.
 * @throws AppError `invalid_token` for whatever is not signed by the scanner, `unavailable` when its keys cannot be read
 */
export async function checkSignature(call: {
  ctx: { readonly now: number };
  deps: { findScannerKey: FindScannerKey };
  input: SignedReport;
}): Promise<void> {
  const { identifier, signature, body } = call.input;
  const isShaped = /^[\w-]{1,128}$/.test(identifier ?? '') && /^[\w+/]{1,256}={0,2}$/.test(signature ?? '');
  const key = isShaped && identifier ? await call.deps.findScannerKey(identifier, call.ctx.now) : undefined;
  if (key && signature && isP256(key) && verify('sha256', body, key, Buffer.from(signature, 'base64'))) return;
  throw new AppError('invalid_token', 'The report is not signed with a key of the secret scanner.');
}

function isP256(key: KeyObject): boolean {
  return key.asymmetricKeyType === 'ec' && key.asymmetricKeyDetails?.namedCurve === 'prime256v1';
}
