import type { StoredPasskey } from './passkey.ts';
import { relyingParty } from './relying-party.ts';
import type { LogInResponse } from './response.ts';

/**
 * WebAuthn L3 §7.2.
 * @throws Error when the response is not a good answer of this passkey to this challenge on our own page
 */
export async function verifyLogIn(
  response: LogInResponse,
  passkey: StoredPasskey,
  challenge: string,
  apiUrl: string,
): Promise<{ counter: number; isBackedUp: boolean }> {
  const { verifyAuthenticationResponse } = await import('@simplewebauthn/server');
  const { id, origin } = relyingParty(apiUrl);
  const { verified, authenticationInfo } = await verifyAuthenticationResponse({
    ...{ response, expectedChallenge: challenge, expectedOrigin: origin, expectedRPID: id },
    requireUserVerification: true,
    credential: {
      id: passkey.credentialId,
      publicKey: new Uint8Array(Buffer.from(passkey.publicKey, 'base64url')),
      counter: passkey.counter,
    },
  });
  if (!verified) throw new Error('The signature is wrong.');
  return { counter: authenticationInfo.newCounter, isBackedUp: authenticationInfo.credentialBackedUp };
}
