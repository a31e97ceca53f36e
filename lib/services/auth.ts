import { Duration, Stack, type StackProps, Validations } from 'aws-cdk-lib';
import { PolicyStatement, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import { CfnPermission } from 'aws-cdk-lib/aws-lambda';
import { Secret } from 'aws-cdk-lib/aws-secretsmanager';
import type { Construct } from 'constructs';
import { authContract } from '../../lambdas/auth/contract.ts';
import { ApiEnv, AuthorizerEnv } from '../../lambdas/auth/env.ts';
import { HttpRoutes } from '../constructs/http-routes.ts';
import { ServiceFunction } from '../constructs/service-function.ts';
import { ServiceTable } from '../constructs/service-table.ts';
import type { PlatformStack } from '../platform-stack.ts';
import { addAuthJobs } from './auth-jobs.ts';
import { addMailer } from './auth-mailer.ts';
import { addPlanChanges } from './auth-plan-changes.ts';

/** People, organizations, projects, API keys, and the authorizer that all other services stand behind. */
export class AuthStack extends Stack {
  readonly table: ServiceTable;
  readonly #platform: PlatformStack;

  constructor(scope: Construct, id: string, platform: PlatformStack, props: StackProps) {
    super(scope, id, props);
    this.#platform = platform;
    this.table = new ServiceTable(this, 'Store', platform.stage);
    this.addAuthorizer();
    const secret = this.addSigningSecret();
    this.addApi(secret);
    addMailer(this, platform, this.table);
    addPlanChanges(this, platform, this.table);
    addAuthJobs(this, platform, this.table, secret);
  }

  private addAuthorizer(): void {
    const { fn } = new ServiceFunction(this, 'Authorizer', {
      platform: this.#platform,
      entry: 'auth/authorizer',
      description: 'Says who the bearer of an access token or API key is',
      env: AuthorizerEnv,
      environment: {
        TABLE_NAME: this.table.tableName,
        API_URL: this.#platform.apiUrl,
        ALLOW_LOOPBACK: String(this.#platform.stage.allowsLoopbackTargets),
        TRUSTED_ISSUERS: JSON.stringify(this.#platform.stage.trustedIssuers),
      },
      // PutItem uses up the proofs of DPoP, UpdateItem notes who uses an API key.
      permissions: [this.table.allow('GetItem', 'BatchGetItem', 'Query', 'PutItem', 'UpdateItem')],
      timeout: Duration.seconds(5),
      impact: 'Requests with a valid credential are refused.',
    });
    this.#platform.setAuthorizer(this, fn);
    new CfnPermission(this, 'AuthorizerInvoke', {
      action: 'lambda:InvokeFunction',
      functionName: fn.functionArn,
      principal: new ServicePrincipal('apigateway.amazonaws.com').service,
      sourceArn: this.formatArn({
        service: 'execute-api',
        resource: this.#platform.api.apiId,
        resourceName: 'authorizers/*',
      }),
    });
  }

  private addSigningSecret(): Secret {
    const secret = new Secret(this, 'SigningSecret', {
      description: 'Random material that the keys of access and refresh tokens are derived from',
      generateSecretString: { passwordLength: 64, excludePunctuation: true },
      removalPolicy: this.#platform.stage.removal,
    });
    Validations.of(secret).acknowledge({
      id: 'AwsSolutions-SMG4',
      reason:
        'Refresh tokens hang on it, so a schedule would log everybody out. By hand: docs/runbook.md#rotate-the-signing-secret.',
    });
    return secret;
  }

  private addApi(secret: Secret): void {
    const { fn } = new ServiceFunction(this, 'Api', {
      platform: this.#platform,
      entry: 'auth/api',
      description: 'Accounts, sessions, organizations, projects and API keys',
      env: ApiEnv,
      environment: {
        TABLE_NAME: this.table.tableName,
        API_URL: this.#platform.apiUrl,
        BUS_NAME: this.#platform.bus.eventBusName,
        SIGNING_SECRET_ARN: secret.secretArn,
        ...this.#platform.limits.environment,
        LEAK_KEYS_URL: this.#platform.stage.leakKeysUrl,
        ALLOW_LOOPBACK: String(this.#platform.stage.allowsLoopbackTargets),
        SIGN_IN_BURST_PER_IP: String(this.#platform.stage.signInBurstPerIp),
      },
      permissions: [
        this.table.allow(
          'GetItem',
          'BatchGetItem',
          'PutItem',
          'UpdateItem',
          'DeleteItem',
          'Query',
          'ConditionCheckItem',
        ),
        this.table.allowIndexQuery(),
        this.#platform.allowPublish(),
        this.#platform.limits.allowTake(),
        new PolicyStatement({ actions: ['secretsmanager:GetSecretValue'], resources: [secret.secretArn] }),
      ],
      // Argon2id takes 64 MiB and as much CPU as memory buys: at 1,769 MB a function has one whole vCPU.
      memoryMb: 1_769,
      impact: 'People cannot sign up, log in, or manage projects and keys.',
    });
    new HttpRoutes(this, 'Routes', { platform: this.#platform, fn, contract: authContract });
  }
}
