import { generateKeyPairSync, sign } from 'node:crypto';

/** A secret scanner that signs as GitHub's does, and publishes its keys. */
export class SecretScanner {
  readonly #keys = new Map<string, ReturnType<typeof pair>>();
  reads = 0;
  isDown = false;

  constructor(...identifiers: string[]) {
    for (const identifier of identifiers) this.addKey(identifier);
  }

  addKey(identifier: string, namedCurve = 'P-256'): void {
    this.#keys.set(identifier, pair(namedCurve));
  }

  readonly fetch: typeof fetch = async () => {
    this.reads += 1;
    if (this.isDown) throw new TypeError('fetch failed');
    const public_keys = [...this.#keys].map(([key_identifier, { publicKey }]) => ({
      ...{ key_identifier, key: publicKey.export({ type: 'spki', format: 'pem' }).toString(), is_current: true },
    }));
    return Response.json({ public_keys });
  };

  /** The headers of a report with this body. */
  headers(body: string, identifier: string): Record<string, string> {
    const key = this.#keys.get(identifier);
    if (!key) throw new Error(`The scanner has no key ${identifier}.`);
    return {
      'content-type': 'application/json',
      'github-public-key-identifier': identifier,
      'github-public-key-signature': sign('sha256', Buffer.from(body), key.privateKey).toString('base64'),
    };
  }
}

function pair(namedCurve: string) {
  return generateKeyPairSync('ec', { namedCurve });
}
