import { createECDH, hkdfSync } from 'node:crypto';
import { type CryptoKey, calculateJwkThumbprint, importJWK, type JWK } from 'jose';

/** Order of the base point of P-256 (FIPS 186-5, SP 800-186 §3.2.1.3). */
const order = 0xffffffff00000000ffffffffffffffffbce6faada7179e84f3b9cac2fc632551n;

export interface SigningKey {
  readonly kid: string;
  readonly privateKey: CryptoKey;
  readonly publicJwk: JWK;
  /** Authenticates refresh tokens. */
  readonly refreshKey: Buffer;
  /** Seals what we must be able to read again, such as the secret of an authenticator app. */
  readonly vaultKey: Buffer;
}

/**
 * All keys come from one random secret by HKDF, so a fresh deployment needs no key ceremony. The key that signs is another
 * one in each epoch; all other keys stay for as long as the secret does (docs/decisions/0003-signing-keys.md).
 */
export async function deriveKeys(secret: string, epoch = 0): Promise<SigningKey> {
  const derive = (purpose: string, bytes: number) => Buffer.from(hkdfSync('sha256', secret, '', purpose, bytes));
  // FIPS 186-5 A.2.1: 64 bits more than the order make the bias of the reduction negligible.
  const scalar =
    (BigInt(`0x${derive(`odavl access token ES256 epoch ${epoch}`, 40).toString('hex')}`) % (order - 1n)) + 1n;
  const ecdh = createECDH('prime256v1');
  // Kept in all its 32 bytes: Node gives the private key back without leading zeros, which a JWK must have.
  const d = Buffer.from(scalar.toString(16).padStart(64, '0'), 'hex');
  ecdh.setPrivateKey(d);
  const point = ecdh.getPublicKey();
  const publicKey = { kty: 'EC', crv: 'P-256', x: part(point.subarray(1, 33)), y: part(point.subarray(33, 65)) };
  const kid = await calculateJwkThumbprint(publicKey);
  const privateKey = await importJWK({ ...publicKey, d: part(d) }, 'ES256');
  if (!('type' in privateKey)) throw new Error('An EC key was expected.');
  return {
    kid,
    privateKey,
    publicJwk: { ...publicKey, kid, alg: 'ES256', use: 'sig' },
    refreshKey: derive('odavl refresh token HMAC-SHA-256', 32),
    vaultKey: derive('odavl vault AES-256-GCM', 32),
  };
}

function part(bytes: Buffer): string {
  return bytes.toString('base64url');
}
