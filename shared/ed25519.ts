import { createPrivateKey, createPublicKey, type KeyObject } from 'node:crypto';

/** What PKCS #8 puts before the 32 bytes of an ed25519 key (RFC 8410 §7). */
const pkcs8 = Buffer.from('302e020100300506032b657004220420', 'hex');

/** The key pair of a seed: RFC 8032 §5.1.5 makes the private key of any 32 bytes. */
export function ed25519KeyOf(seed: Buffer): KeyObject {
  return createPrivateKey({ key: Buffer.concat([pkcs8, seed]), format: 'der', type: 'pkcs8' });
}

/** The 32 bytes of the public key (RFC 8032 §5.1.5). */
export function publicBytesOf(privateKey: KeyObject): Buffer {
  const { x } = createPublicKey(privateKey).export({ format: 'jwk' });
  if (x === undefined) throw new Error('An ed25519 key was expected.');
  return Buffer.from(x, 'base64url');
}
