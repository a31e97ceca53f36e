import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { createTable } from '../../shared/dynamo.ts';
import { parseEnv } from '../../shared/env.ts';
import { createLogger } from '../../shared/log.ts';
import { SigningJobEnv } from './env.ts';
import { createSecretReader } from './secrets-manager.ts';
import { publishKeys } from './token/publish-keys.ts';
import { createJwksStore } from './token/store.ts';

const env = parseEnv(SigningJobEnv);
const log = createLogger({ service: 'auth' });
const deps = {
  jwks: createJwksStore(createTable(new DynamoDBClient({}), env.TABLE_NAME)),
  // Read anew in each run: this is where the set follows a secret that was replaced.
  readSecret: createSecretReader(env.SIGNING_SECRET_ARN),
  now: Date.now,
};

/** Daily, and by hand after the signing secret was replaced. */
export async function handler(): Promise<void> {
  const { published, removed } = await publishKeys({ deps });
  log.info('signing keys published', { published, removed });
}
