import { Duration, Stack, type StackProps, Validations } from 'aws-cdk-lib';
import { PolicyStatement, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import { CfnPermission } from 'aws-cdk-lib/aws-lambda';
import { Secret } from 'aws-cdk-lib/aws-secretsmanager';
import { EmailIdentity, Identity } from 'aws-cdk-lib/aws-ses';
import type { Construct } from 'constructs';
import { authContract } from '../../lambdas/auth/contract.ts';
import { ApiEnv, AuthorizerEnv, MailerEnv } from '../../lambdas/auth/env.ts';
import { mailRequested } from '../../lambdas/auth/events.ts';
import { EventSubscription } from '../constructs/event-subscription.ts';
import { HttpRoutes } from '../constructs/http-routes.ts';
import { QueueWorker } from '../constructs/queue-worker.ts';
import { ServiceFunction } from '../constructs/service-function.ts';
import { ServiceQueue } from '../constructs/service-queue.ts';
import { ServiceTable } from '../constructs/service-table.ts';
import type { PlatformStack } from '../platform-stack.ts';
import { addAuthJobs } from './auth-jobs.ts';

/** People, organizations, projects, API keys, and the authorizer that all other services stand behind. */
export class AuthStack extends Stack {
  readonly table: ServiceTable;
  readonly #platform: PlatformStack;

  constructor(scope: Construct, id: string, platform: PlatformStack, props: StackProps) {
    super(scope, id, props);
    this.#platform = platform;
    this.table = new ServiceTable(this, 'Store', platform.stage);
    this.addAuthorizer();
    this.addApi();
    this.addMailer();
    addAuthJobs(this, platform, this.table);
  }

  private addAuthorizer(): void {
    const { fn } = new ServiceFunction(this, 'Authorizer', {
      platform: this.#platform,
      entry: 'auth/authorizer',
      description: 'Says who the bearer of an access token or API key is',
      env: AuthorizerEnv,
      environment: { TABLE_NAME: this.table.tableName, API_URL: this.#platform.apiUrl },
      permissions: [this.table.allow('GetItem', 'BatchGetItem', 'Query')],
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

  private addApi(): void {
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
      },
      permissions: [
        this.table.allow('GetItem', 'BatchGetItem', 'PutItem', 'UpdateItem', 'DeleteItem', 'Query'),
        this.table.allowIndexQuery(),
        this.#platform.allowPublish(),
        new PolicyStatement({ actions: ['secretsmanager:GetSecretValue'], resources: [secret.secretArn] }),
      ],
      // Argon2id takes 64 MiB and as much CPU as memory buys: at 1,769 MB a function has one whole vCPU.
      memoryMb: 1_769,
      impact: 'People cannot sign up, log in, or manage projects and keys.',
    });
    new HttpRoutes(this, 'Routes', { platform: this.#platform, fn, contract: authContract });
  }

  private addMailer(): void {
    const { mailDomain } = this.#platform.stage;
    const identity = new EmailIdentity(this, 'MailDomain', { identity: Identity.domain(mailDomain) });
    const mailer = new ServiceFunction(this, 'Mailer', {
      platform: this.#platform,
      entry: 'auth/on-mail-requested',
      description: 'Sends the mails of accounts and organizations',
      env: MailerEnv,
      environment: {
        TABLE_NAME: this.table.tableName,
        API_URL: this.#platform.apiUrl,
        MAIL_SENDER: `no-reply@${mailDomain}`,
      },
      permissions: [
        this.table.allow('GetItem', 'PutItem', 'DeleteItem'),
        new PolicyStatement({ actions: ['ses:SendEmail'], resources: [identity.emailIdentityArn] }),
      ],
      impact: 'People do not get the mails that confirm, reset and warn.',
    });
    const queue = new ServiceQueue(this, 'MailRequests', {
      alarms: this.#platform.alarms,
      consumerTimeout: mailer.timeout,
      impact: 'Somebody waits for a mail that never comes: a confirmation, a reset, an invitation.',
      runbook: 'parked-messages',
    });
    mailer.role.addToPolicy(queue.allowConsume());
    new EventSubscription(this, 'OnMailRequested', {
      platform: this.#platform,
      event: mailRequested,
      queue,
    });
    new QueueWorker(this, 'MailerSource', { queue, fn: mailer.fn, batchSize: 5, maxConcurrency: 5 });
  }
}
