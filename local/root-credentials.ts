import { randomBytes } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { type Credential, Credentials } from './aws/edge/credentials.ts';

/** Keys handed to functions come from a seed of this state, so that signed URLs outlive a restart. */
export function seedOf(stateDirectory: string): string {
  const file = join(stateDirectory, 'credentials.seed');
  if (!existsSync(file)) {
    mkdirSync(stateDirectory, { recursive: true });
    writeFileSync(file, randomBytes(32).toString('hex'), { mode: 0o600 });
  }
  return readFileSync(file, 'utf8');
}

/** Whoever can read the state of a platform may do everything in it. */
export function rootCredentials(stateDirectory: string): Credential {
  return new Credentials(seedOf(stateDirectory)).issue({ kind: 'root' });
}
