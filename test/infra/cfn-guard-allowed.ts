import type { Resource, World } from './synth.ts';

/** A Control Tower rule that we do not follow, for which resources, and why. */
export interface Allowed {
  readonly rule: string;
  readonly which: string;
  readonly applies: (resource: Resource, world: World) => boolean;
  readonly reason: string;
}

const all = () => true;

export const allowed: readonly Allowed[] = [
  {
    rule: 'api_gw_v2_authorization_type_configured_check',
    which: 'routes without an authorizer; routes.test.ts proves that they are exactly the public ones of the contracts',
    applies: ({ properties }) => properties.AuthorizationType === 'NONE',
    reason: 'Sign-up, log-in, key discovery and documentation have to work without a credential.',
  },
  {
    rule: 'cloudwatch_log_group_retention_period_check',
    which: 'all log groups',
    applies: all,
    reason: 'Operational logs are kept a month: longer would be personal data without a purpose.',
  },
  {
    rule: 'cloudwatch_log_group_encrypted_check',
    which: 'all log groups',
    applies: all,
    reason: 'CloudWatch encrypts them with keys of its own; they hold ids and no content.',
  },
  {
    rule: 'lambda_function_public_access_prohibited_check',
    which: 'permissions of an AWS service that name their source; the rule cannot read an ARN that is joined of parts',
    applies: ({ properties }) => String(properties.SourceArn).startsWith('arn:aws:execute-api:'),
    reason: 'The source is one API of this account, so the function is not public.',
  },
  {
    rule: 'lambda_inside_vpc_check',
    which: 'all functions',
    applies: all,
    reason: 'They call AWS over TLS with IAM and reach no private network; a VPC would only add a NAT gateway to pay.',
  },
  {
    rule: 'sqs_dlq_check',
    which: 'dead-letter queues',
    applies: (queue, world) => deadLetterQueues(world).includes(queue),
    reason: 'They are where parked messages end.',
  },
  {
    rule: 's3_bucket_versioning_enabled_check',
    which: 'all buckets',
    applies: all,
    reason: 'Objects are written once under a key of their own; a deleted report must be gone.',
  },
  {
    rule: 's3_bucket_logging_enabled_check',
    which: 'all buckets',
    applies: all,
    reason: 'Only our functions can read them, and log for whom they do; people of the account are in CloudTrail.',
  },
  {
    rule: 's3_event_notifications_enabled_check',
    which: 'all buckets',
    applies: all,
    reason: 'Whoever writes an object tells the others by an event of its own.',
  },
  {
    rule: 's3_bucket_object_lock_enabled_check',
    which: 'all buckets',
    applies: all,
    reason: 'Reports belong to customers, who may delete them.',
  },
];

export function deadLetterQueues(world: World): Resource[] {
  return world.of('AWS::SQS::Queue').flatMap(({ properties }) => {
    const policy = properties.RedrivePolicy;
    const arn = typeof policy === 'object' && policy !== null ? Reflect.get(policy, 'deadLetterTargetArn') : undefined;
    return arn === undefined ? [] : [world.at(arn)];
  });
}
