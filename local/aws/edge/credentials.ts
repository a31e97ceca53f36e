import { createHmac } from 'node:crypto';
import type { Principal } from '../service.ts';

export interface Credential {
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
  readonly sessionToken?: string;
  readonly principal: Principal;
}

/**
 * The keys that the runtime handed out: one for itself and one per function. They are derived from a seed, so that a URL
 * signed before a restart is still good after it, as it would be with a role that AWS keeps.
 */
export class Credentials {
  readonly #seed: string;
  readonly #byKey = new Map<string, Credential>();

  constructor(seed: string) {
    this.#seed = seed;
  }

  issue(principal: Principal): Credential {
    const subject = principal.kind === 'root' ? 'root' : `${principal.arn} ${principal.functionName}`;
    const credential = {
      accessKeyId: `${principal.kind === 'root' ? 'AKIA' : 'ASIA'}${this.#derive('id', subject, 'hex').slice(0, 16).toUpperCase()}`,
      secretAccessKey: this.#derive('secret', subject, 'base64url').slice(0, 40),
      principal,
      // Keys of a role are temporary ones, which always come with a token.
      ...(principal.kind === 'role' && { sessionToken: this.#derive('token', subject, 'base64url') }),
    };
    this.#byKey.set(credential.accessKeyId, credential);
    return credential;
  }

  find(accessKeyId: string): Credential | undefined {
    return this.#byKey.get(accessKeyId);
  }

  #derive(purpose: string, subject: string, encoding: 'hex' | 'base64url'): string {
    return createHmac('sha256', this.#seed).update(`${purpose} ${subject}`).digest(encoding);
  }
}
