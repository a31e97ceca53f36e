import { SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import { onTestFinished } from 'vitest';
import { createSecretsManager } from '../../../../local/aws/secrets-manager/secrets-manager.ts';
import { FakeClock } from '../../fake-clock.ts';
import { stateDirectory } from '../outbound/state-directory.ts';
import { serve } from '../serve.ts';

/** A Secrets Manager with an SDK client before it. */
export async function localSecrets(directory = stateDirectory()) {
  const clock = new FakeClock('2026-03-01T12:00:00Z');
  const secrets = await createSecretsManager({ stateDirectory: directory, clock });
  const server = await serve(secrets);
  const client = new SecretsManagerClient({
    endpoint: server.endpoint,
    region: 'eu-central-1',
    credentials: { accessKeyId: 'test', secretAccessKey: 'test' },
    maxAttempts: 1,
  });
  let isStopped = false;
  const stop = async () => {
    if (isStopped) return;
    isStopped = true;
    client.destroy();
    await server.close();
    await secrets.stop();
  };
  onTestFinished(stop);
  return { secrets, client, clock, calls: server.calls, directory, stop };
}

/** A ClientRequestToken, which has at least 32 characters. */
export const token = (character: string) => character.repeat(32);
