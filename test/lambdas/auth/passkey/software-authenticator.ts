import { createHash, createPrivateKey, generateKeyPairSync, type KeyObject, randomBytes, sign } from 'node:crypto';
import { isoCBOR } from '@simplewebauthn/server/helpers';
import { apiUrl } from '../auth-world.ts';

const base64url = (bytes: Uint8Array) => Buffer.from(bytes).toString('base64url');
const sha256 = (bytes: string | Uint8Array) => createHash('sha256').update(bytes).digest();
const uint = (value: number, bytes: 2 | 4) => {
  const buffer = Buffer.alloc(bytes);
  buffer.writeUIntBE(value, 0, bytes);
  return buffer;
};

/** What a browser and an authenticator would say, and what an attacker would rather have them say. */
export interface Lie {
  readonly origin?: string;
  readonly rpId?: string;
  readonly type?: string;
  readonly crossOrigin?: boolean;
  readonly counter?: number;
  readonly isUserVerified?: boolean;
  readonly userHandle?: string;
  readonly credentialId?: string;
  readonly key?: KeyObject;
  readonly format?: string;
  readonly statement?: Map<string, Uint8Array | Uint8Array[]>;
}

const flags = { present: 1, verified: 4, backupEligible: 8, backedUp: 16, attested: 64 };

/** One passkey on an ES256 authenticator (WebAuthn L3 §6), without a device, a browser, or honesty. */
export class SoftwareAuthenticator {
  readonly credentialId: string;
  readonly key: KeyObject;
  counter = 0;
  #userHandle = '';

  constructor(credentialId = base64url(randomBytes(32))) {
    this.credentialId = credentialId;
    this.key = createPrivateKey(
      generateKeyPairSync('ec', { namedCurve: 'P-256' }).privateKey.export({ type: 'pkcs8', format: 'pem' }),
    );
  }

  create(options: { challenge: string; user: { id: string } }, lie: Lie = {}) {
    this.#userHandle = options.user.id;
    const clientData = this.#clientData('webauthn.create', options.challenge, lie);
    const id = Buffer.from(lie.credentialId ?? this.credentialId, 'base64url');
    const attested = Buffer.concat([Buffer.alloc(16), uint(id.length, 2), id, this.#coseKey()]);
    const authData = Buffer.concat([this.#authenticatorData(lie, flags.attested), attested]);
    const attestation = new Map<string, string | Uint8Array | Map<string, Uint8Array | Uint8Array[]>>([
      ['fmt', lie.format ?? 'none'],
      ['attStmt', lie.statement ?? new Map<string, Uint8Array>()],
      ['authData', new Uint8Array(authData)],
    ]);
    const response = {
      ...{ clientDataJSON: base64url(clientData), transports: ['internal'] },
      attestationObject: base64url(isoCBOR.encode(attestation)),
    };
    return this.#credential(response, lie);
  }

  get({ challenge }: { challenge: string }, lie: Lie = {}) {
    const clientData = this.#clientData('webauthn.get', challenge, lie);
    const authenticatorData = this.#authenticatorData(lie, 0);
    const signed = Buffer.concat([authenticatorData, sha256(clientData)]);
    const response = {
      ...{ clientDataJSON: base64url(clientData), authenticatorData: base64url(authenticatorData) },
      signature: base64url(sign('sha256', signed, lie.key ?? this.key)),
      userHandle: lie.userHandle ?? this.#userHandle,
    };
    return this.#credential(response, lie);
  }

  #credential<Response extends object>(response: Response, lie: Lie) {
    const id = lie.credentialId ?? this.credentialId;
    const authenticatorAttachment = 'platform';
    return { id, rawId: id, type: 'public-key', authenticatorAttachment, clientExtensionResults: {}, response };
  }

  #clientData(type: string, challenge: string, lie: Lie): Buffer {
    const { origin = apiUrl, crossOrigin = false } = lie;
    return Buffer.from(JSON.stringify({ type: lie.type ?? type, challenge, origin, crossOrigin }));
  }

  #authenticatorData(lie: Lie, more: number): Buffer {
    const { rpId = new URL(apiUrl).hostname, isUserVerified = true, counter = this.counter } = lie;
    const state = flags.backupEligible | flags.backedUp | more | flags.present | (isUserVerified ? flags.verified : 0);
    return Buffer.concat([sha256(rpId), Buffer.from([state]), uint(counter, 4)]);
  }

  /** RFC 9053 §7.1.1. */
  #coseKey(): Uint8Array {
    const { x = '', y = '' } = this.key.export({ format: 'jwk' });
    const bytes = (text: string) => new Uint8Array(Buffer.from(text, 'base64url'));
    const key = new Map<number, number | Uint8Array>([
      [1, 2],
      [3, -7],
      [-1, 1],
      [-2, bytes(x)],
      [-3, bytes(y)],
    ]);
    return isoCBOR.encode(key);
  }
}
