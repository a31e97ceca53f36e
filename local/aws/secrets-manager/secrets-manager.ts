import { type Callable, createJsonService } from '../json-service.ts';
import type { AwsService, Clock } from '../service.ts';
import type { SecretsContext } from './context.ts';
import { deleteOperations } from './delete-operations.ts';
import { describeOperations } from './describe-operations.ts';
import { randomPassword } from './random-password.ts';
import { secretOperations } from './secret-operations.ts';
import { createSecretStore, openSecretDatabase } from './secret-store.ts';
import { valueOperations } from './value-operations.ts';

export { secretArn } from './secret-arn.ts';

export interface SecretsManager extends AwsService, Callable {}

export async function createSecretsManager(options: { stateDirectory: string; clock: Clock }): Promise<SecretsManager> {
  const database = openSecretDatabase(options.stateDirectory);
  const context: SecretsContext = { database, store: createSecretStore(database), clock: options.clock };
  return createJsonService({
    signingName: 'secretsmanager',
    operations: {
      ...secretOperations(context),
      ...valueOperations(context),
      ...describeOperations(context),
      ...deleteOperations(context),
      GetRandomPassword: {
        access: () => [{ action: 'secretsmanager:GetRandomPassword', resource: '*' }],
        run: (input) => ({ RandomPassword: randomPassword(input) }),
      },
    },
    async stop() {
      database.close();
    },
  });
}
