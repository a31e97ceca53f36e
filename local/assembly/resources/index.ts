import type { ResourceType } from '../resource-type.ts';
import { unsupportedTypes } from '../unsupported.ts';
import * as dynamodb from './dynamodb.ts';
import * as events from './events.ts';
import * as httpApi from './http-api.ts';
import * as iam from './iam.ts';
import * as kms from './kms.ts';
import * as lambda from './lambda.ts';
import * as s3 from './s3.ts';
import * as scheduler from './scheduler.ts';
import * as secretsManager from './secrets-manager.ts';
import * as ses from './ses.ts';
import * as sqs from './sqs.ts';

const supported: readonly ResourceType[] = [
  dynamodb.table,
  dynamodb.globalTable,
  events.archive,
  events.eventBus,
  events.rule,
  httpApi.api,
  httpApi.authorizer,
  httpApi.integration,
  httpApi.route,
  httpApi.stage,
  iam.managedPolicy,
  iam.policy,
  iam.role,
  kms.alias,
  kms.key,
  lambda.alias,
  lambda.eventInvokeConfig,
  lambda.eventSourceMapping,
  lambda.lambdaFunction,
  lambda.permission,
  s3.bucket,
  s3.bucketPolicy,
  scheduler.schedule,
  scheduler.scheduleGroup,
  secretsManager.secret,
  ses.emailIdentity,
  sqs.queue,
  sqs.queuePolicy,
];

const byName = new Map([...supported, ...unsupportedTypes].map((type) => [type.type, type]));

export function findResourceType(name: string): ResourceType | undefined {
  return byName.get(name);
}
