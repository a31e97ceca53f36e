import { hkdfSync, type KeyObject } from 'node:crypto';
import { ed25519KeyOf, publicBytesOf } from '../../../shared/ed25519.ts';

/** What signs the deliveries of one endpoint, in one version of its secret. */
export interface EndpointKeys {
  /** 32 bytes, the key of HMAC-SHA256. */
  readonly secret: Buffer;
  readonly ed25519Key: KeyObject;
}

/** Which versions of an endpoint's secret there are; how `Endpoint` has it. */
export interface SecretVersions {
  readonly id: string;
  readonly secretVersion: number;
  readonly previousSecret?: { readonly version: number; readonly until: string } | undefined;
}

/**
 * Nothing of it is stored: both come from the service's one secret by HKDF (RFC 5869), for this endpoint and version alone, so
 * whoever reads the table cannot sign. The id is never used again, so neither are the keys.
 */
export function deriveEndpointKeys(serviceSecret: string, endpointId: string, version: number): EndpointKeys {
  const derive = (purpose: string) =>
    Buffer.from(hkdfSync('sha256', serviceSecret, '', `odavl webhook ${purpose} ${endpointId} version ${version}`, 32));
  return { secret: derive('HMAC-SHA256'), ed25519Key: ed25519KeyOf(derive('ed25519')) };
}

/** All that sign at `now` (milliseconds), the newest first, in the shape that `signatureHeaders` takes. */
export function signingKeys(
  serviceSecret: string,
  { id, secretVersion, previousSecret }: SecretVersions,
  now: number,
): { secrets: Buffer[]; ed25519Keys: KeyObject[] } {
  const isInGrace = previousSecret !== undefined && now < Date.parse(previousSecret.until);
  const versions = [secretVersion, ...(isInGrace ? [previousSecret.version] : [])];
  const keys = versions.map((version) => deriveEndpointKeys(serviceSecret, id, version));
  return { secrets: keys.map(({ secret }) => secret), ed25519Keys: keys.map(({ ed25519Key }) => ed25519Key) };
}

/** `whsec_` and base64, as Standard Webhooks has it; what customers give to their client. */
export function secretText({ secret }: EndpointKeys): string {
  return `whsec_${secret.toString('base64')}`;
}

/** `whpk_` and base64 of the 32 bytes. */
export function publicKeyText({ ed25519Key }: EndpointKeys): string {
  return `whpk_${publicBytesOf(ed25519Key).toString('base64')}`;
}
