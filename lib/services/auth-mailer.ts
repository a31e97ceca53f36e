import { PolicyStatement } from 'aws-cdk-lib/aws-iam';
import { EmailIdentity, Identity } from 'aws-cdk-lib/aws-ses';
import type { Construct } from 'constructs';
import { MailerEnv } from '../../lambdas/auth/env.ts';
import { mailRequested } from '../../lambdas/auth/events.ts';
import { EventSubscription } from '../constructs/event-subscription.ts';
import { QueueWorker } from '../constructs/queue-worker.ts';
import { ServiceFunction } from '../constructs/service-function.ts';
import { ServiceQueue } from '../constructs/service-queue.ts';
import type { ServiceTable } from '../constructs/service-table.ts';
import type { PlatformStack } from '../platform-stack.ts';

/** The mails of the auth service, and the domain that they come from. */
export function addMailer(scope: Construct, platform: PlatformStack, table: ServiceTable): void {
  const { mailDomain } = platform.stage;
  const identity = new EmailIdentity(scope, 'MailDomain', { identity: Identity.domain(mailDomain) });
  const mailer = new ServiceFunction(scope, 'Mailer', {
    platform,
    entry: 'auth/on-mail-requested',
    description: 'Sends the mails of accounts and organizations',
    env: MailerEnv,
    environment: {
      TABLE_NAME: table.tableName,
      API_URL: platform.apiUrl,
      MAIL_SENDER: `no-reply@${mailDomain}`,
    },
    permissions: [
      table.allow('GetItem', 'PutItem', 'DeleteItem', 'Query'),
      new PolicyStatement({ actions: ['ses:SendEmail'], resources: [identity.emailIdentityArn] }),
    ],
    impact: 'People do not get the mails that confirm, reset and warn.',
  });
  const queue = new ServiceQueue(scope, 'MailRequests', {
    alarms: platform.alarms,
    consumerTimeout: mailer.timeout,
    impact: 'Somebody waits for a mail that never comes: a confirmation, a reset, an invitation.',
    runbook: 'parked-messages',
  });
  mailer.role.addToPolicy(queue.allowConsume());
  new EventSubscription(scope, 'OnMailRequested', { platform, event: mailRequested, queue });
  new QueueWorker(scope, 'MailerSource', { queue, fn: mailer.fn, batchSize: 5, maxConcurrency: 5 });
}
