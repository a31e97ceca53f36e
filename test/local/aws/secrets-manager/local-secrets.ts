import { SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import { createSecretsManager } from '../../../../local/aws/secrets-manager/secrets-manager.ts';
import { FakeClock } from '../../fake-clock.ts';
import { attach } from '../attach.ts';
import { stateDirectory } from '../outbound/state-directory.ts';

/** A Secrets Manager with an SDK client before it. */
export async function localSecrets(directory = stateDirectory()) {
  const clock = new FakeClock('2026-03-01T12:00:00Z');
  const secrets = await createSecretsManager({ stateDirectory: directory, clock });
  const attached = await attach(secrets, (options) => new SecretsManagerClient(options));
  return { secrets, clock, directory, ...attached };
}

/** A ClientRequestToken, which has at least 32 characters. */
export const token = (character: string) => character.repeat(32);
