import type { Logger } from '../../../shared/log.ts';
import { type Credential, sampleMs, type Use } from './credential/credential.ts';
import type { CredentialStore } from './credential/store.ts';

export type RecordUse = (credential: Credential, use: Use) => Promise<void>;

const maxRemembered = 1_000;

/** Writes down now and then who uses a secret. It never fails a request: a use that is not written is only logged. */
export function createUseRecorder(credentials: CredentialStore, log: Logger): RecordUse {
  const tried = new Map<string, number>();
  return async (credential, use) => {
    const { hash, keyId, lastUsedAt } = credential;
    const last = Math.max(tried.get(hash) ?? 0, lastUsedAt === undefined ? 0 : Date.parse(lastUsedAt));
    if (use.at - last < sampleMs) return;
    tried.delete(hash);
    const oldest = tried.size >= maxRemembered ? tried.keys().next().value : undefined;
    if (oldest !== undefined) tried.delete(oldest);
    tried.set(hash, use.at);
    try {
      await credentials.noteUse(credential, use);
    } catch (error) {
      log.error('use of an API key not recorded', error, { keyId });
    }
  };
}
