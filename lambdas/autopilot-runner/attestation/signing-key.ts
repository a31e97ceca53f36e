import type * as z from 'zod';
import { keySigner, type Signer } from '../../../engines/autopilot/attestation/envelope.ts';
import { deriveKey, PublicKeys, publicKeys } from '../../../shared/derived-key.ts';

const current = { purpose: 'attestation', prefix: 'attestation', version: 1 } as const;

export const AttestationKeys = PublicKeys.meta({ id: 'AttestationKeys' });
export type AttestationKeys = z.infer<typeof AttestationKeys>;

/** The key that signs now. */
export function attestationSigner(serviceSecret: string): Signer {
  const { keyId, privateKey } = deriveKey(serviceSecret, current);
  return keySigner(keyId, privateKey);
}

/** All keys that ever signed, the present one first. */
export function attestationKeys(serviceSecret: string): AttestationKeys {
  return publicKeys(serviceSecret, current);
}
