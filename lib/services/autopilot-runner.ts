import { Duration, Stack, type StackProps, Validations } from 'aws-cdk-lib';
import { PolicyStatement } from 'aws-cdk-lib/aws-iam';
import { Secret } from 'aws-cdk-lib/aws-secretsmanager';
import type { Construct } from 'constructs';
import { autopilotContract } from '../../lambdas/autopilot-runner/contract.ts';
import { ApiEnv, OutboxEnv, WorkerEnv } from '../../lambdas/autopilot-runner/env.ts';
import { EventOutbox } from '../constructs/event-outbox.ts';
import { HttpRoutes } from '../constructs/http-routes.ts';
import { PrivateBucket } from '../constructs/private-bucket.ts';
import { ServiceFunction } from '../constructs/service-function.ts';
import { ServiceTable } from '../constructs/service-table.ts';
import type { PlatformStack } from '../platform-stack.ts';
import { type CodeRunnerNeighbours, codeRunner } from './code-runner.ts';
import { addProductErasure } from './erasure.ts';

const type = 'autopilot.run';

/** Repairs of uploaded code, their proofs, and what is learned of recipes. */
export class AutopilotRunnerStack extends Stack {
  constructor(scope: Construct, id: string, neighbours: CodeRunnerNeighbours, props: StackProps) {
    super(scope, id, props);
    const { platform, tasks } = neighbours;
    const table = new ServiceTable(this, 'Store', platform.stage);
    const results = new PrivateBucket(this, 'Results', { stage: platform.stage, expiration: Duration.days(90) });
    const { SECRET_ARN, allowRead } = this.addSecret(platform);
    const { api, worker } = codeRunner(neighbours, { type, table, bucket: results });
    const { fn } = new ServiceFunction(this, 'Api', {
      ...{ platform, entry: 'autopilot-runner/api', env: ApiEnv },
      description: 'Takes runs and feedback in, and shows patches, attestations and trust',
      environment: { ...api.environment, SECRET_ARN },
      permissions: [...api.permissions, allowRead],
      impact: 'Clients cannot submit runs, or take patches and attestations.',
    });
    new HttpRoutes(this, 'Routes', { platform, fn, contract: autopilotContract });
    const mender = new ServiceFunction(this, 'Worker', {
      ...{ ...worker, platform, entry: 'autopilot-runner/on-autopilot-run', env: WorkerEnv },
      description: 'Repairs one upload: observes, decides, acts, verifies, signs',
      environment: { ...worker.environment, SECRET_ARN },
      permissions: [
        table.allow('GetItem', 'PutItem', 'UpdateItem', 'DeleteItem', 'Query'),
        ...worker.permissions(this),
        allowRead,
      ],
      // The archive, what it unpacks to, and the copy that changes are tried on.
      ephemeralStorageMb: 8_192,
      impact: 'Repairs fail or are repeated.',
    });
    tasks.queues.feed(this, type, mender.fn);
    new EventOutbox(this, 'Outbox', {
      ...{ platform, table, entry: 'autopilot-runner/publish-outbox', env: OutboxEnv },
      environment: { TABLE_NAME: table.tableName, BUS_NAME: platform.bus.eventBusName },
    });
    addProductErasure(this, platform, {
      ...{ table, bucket: results, entry: 'autopilot-runner/on-organization-deleted' },
      what: 'runs, results, trust and settings',
    });
  }

  private addSecret(platform: PlatformStack) {
    const secret = new Secret(this, 'Secret', {
      description: 'Random material that the key of attestations is derived from',
      generateSecretString: { passwordLength: 64, excludePunctuation: true },
      removalPolicy: platform.stage.removal,
    });
    Validations.of(secret).acknowledge({
      id: 'AwsSolutions-SMG4',
      reason: 'Attestations of years are verified with the public half of the key that is derived from it.',
    });
    const SECRET_ARN = secret.secretArn;
    const allowRead = new PolicyStatement({ actions: ['secretsmanager:GetSecretValue'], resources: [SECRET_ARN] });
    return { SECRET_ARN, allowRead };
  }
}
