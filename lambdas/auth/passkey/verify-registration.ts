import { AppError } from '../../../shared/errors.ts';
import { algorithms, relyingParty } from './relying-party.ts';
import type { RegistrationResponse } from './response.ts';

export interface NewCredential {
  readonly credentialId: string;
  readonly publicKey: string;
  readonly counter: number;
  readonly isBackedUp: boolean;
}

/**
 * WebAuthn L3 §7.1. We ask for no attestation, so only answers without certificates are verified: those of others would have
 * us fetch revocation lists from addresses that the sender chose.
 * @throws AppError `validation_failed`
 */
export async function verifyRegistration(
  response: RegistrationResponse,
  challenge: string,
  apiUrl: string,
): Promise<NewCredential> {
  const { verifyRegistrationResponse } = await import('@simplewebauthn/server');
  const { decodeAttestationObject } = await import('@simplewebauthn/server/helpers');
  const { id, origin } = relyingParty(apiUrl);
  try {
    const attestation = decodeAttestationObject(Buffer.from(response.response.attestationObject, 'base64url'));
    const hasCertificate = attestation.get('attStmt').get('x5c') !== undefined;
    if (hasCertificate || !['none', 'packed'].includes(attestation.get('fmt'))) {
      throw new Error('An attestation was not asked for.');
    }
    const { verified, registrationInfo } = await verifyRegistrationResponse({
      ...{ response, expectedChallenge: challenge, expectedOrigin: origin, expectedRPID: id },
      ...{ requireUserVerification: true, supportedAlgorithmIDs: algorithms },
    });
    if (!verified) throw new Error('The signature is wrong.');
    const { credential, credentialBackedUp } = registrationInfo;
    const publicKey = Buffer.from(credential.publicKey).toString('base64url');
    return { credentialId: credential.id, publicKey, counter: credential.counter, isBackedUp: credentialBackedUp };
  } catch (cause) {
    throw new AppError('validation_failed', 'The passkey could not be verified. Try again.', { cause });
  }
}
