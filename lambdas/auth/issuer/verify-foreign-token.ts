import { createLocalJWKSet, decodeProtectedHeader, errors, type JWTPayload, jwtVerify } from 'jose';
import { hasUniqueNames } from '../token/unique-names.ts';
import { issuerAlgorithms } from './issuer.ts';
import type { FindIssuerKeys } from './issuer-keys.ts';

/** Tokens of CI providers are below 3,000 characters; what is longer is not parsed. */
const maxLength = 16_384;
const clockToleranceSeconds = 30;
const maxAgeSeconds = 24 * 3_600;

/**
 * Checks a token of another issuer by that issuer's own keys. Which issuer that is says our configuration, never the token;
 * keys and links inside the token (`jwk`, `jku`, `x5u`) are not looked at.
 * @returns its claims, or why it is refused, in words that hold nothing of the token
 * @throws IssuerFailure
 */
export async function verifyForeignToken(call: {
  deps: { findIssuerKeys: FindIssuerKeys };
  input: { token: string; issuer: string; audience: string | undefined; now: number };
}): Promise<JWTPayload | { rejected: string }> {
  const { deps, input } = call;
  const { token, issuer, audience, now } = input;
  if (token.length > maxLength) return { rejected: 'The token is too long.' };
  const header = headerOf(token);
  if (!header || !issuerAlgorithms.includes(header.alg ?? ''))
    return { rejected: 'The token is not a JWT that we take.' };
  if (!hasUniqueNames(token)) return { rejected: 'A claim of the token is there twice.' };
  const keys = await deps.findIssuerKeys(issuer, header.kid, now);
  try {
    const { payload } = await jwtVerify(token, createLocalJWKSet({ keys: [...keys] }), {
      ...{ issuer, algorithms: issuerAlgorithms, requiredClaims: ['exp', 'iat', 'sub'] },
      ...(audience !== undefined && { audience }),
      ...{ clockTolerance: clockToleranceSeconds, maxTokenAge: maxAgeSeconds, currentDate: new Date(now) },
    });
    return payload;
  } catch (error) {
    if (error instanceof errors.JWTExpired) return { rejected: 'The token has expired.' };
    if (error instanceof errors.JWTClaimValidationFailed) return { rejected: `The claim ${error.claim} does not fit.` };
    return { rejected: 'The signature of the token is not of a key of its issuer.' };
  }
}

function headerOf(token: string) {
  try {
    return decodeProtectedHeader(token);
  } catch {
    // Whatever it is, it is no JWT.
    return undefined;
  }
}
