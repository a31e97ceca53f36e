import * as z from 'zod';

/** A proof is good for this long before and after it was made; it covers clocks that are wrong by as much. */
export const proofWindowSeconds = 60;
/** A proof with an RSA key of 4,096 bits has about 2,500 characters; what is longer is not parsed. */
export const maxProofLength = 4_096;
/** RFC 9449 §11.6: asymmetric only; also what the challenge and the discovery document announce. */
export const proofAlgorithms = ['ES256', 'EdDSA', 'PS256', 'RS256'] as const;

export const proofType = 'dpop+jwt';

const text = z.string().min(1).max(1_024);
const absent = z.undefined().optional();
/** No private or symmetric part may be there (RFC 9449 §4.3, check 7); RFC 7518 §6 names them. */
const publicOnly = { d: absent, p: absent, q: absent, dp: absent, dq: absent, qi: absent, oth: absent, k: absent };

/** The public key inside a proof. An exponent other than 65,537 could make the check of a signature slow. */
export const ProofKey = z.discriminatedUnion('kty', [
  z.object({ kty: z.literal('EC'), crv: z.literal('P-256'), x: text, y: text, ...publicOnly }),
  z.object({ kty: z.literal('OKP'), crv: z.literal('Ed25519'), x: text, ...publicOnly }),
  z.object({ kty: z.literal('RSA'), n: text, e: z.literal('AQAB'), ...publicOnly }),
]);

export const ProofHeader = z.object({ typ: z.literal(proofType), alg: z.enum(proofAlgorithms), jwk: ProofKey });

/** RFC 9449 §4.2. */
export const ProofClaims = z.object({
  jti: z.string().min(1).max(256),
  htm: z.string(),
  htu: z.string().max(2_048),
  iat: z.number(),
  ath: z.string().optional(),
  nonce: z.string().optional(),
});
export type ProofClaims = z.infer<typeof ProofClaims>;
