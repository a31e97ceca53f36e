import { RemovalPolicy } from 'aws-cdk-lib';
import { RetentionDays } from 'aws-cdk-lib/aws-logs';
import type { TaskType } from '../shared/task/type.ts';

export const stageNames = ['local', 'dev', 'staging', 'prod'] as const;
export type StageName = (typeof stageNames)[number];

/** Whose access tokens are taken beside our own: docs/decisions/0008-trusted-issuers.md. */
export interface TrustedIssuer {
  readonly issuer: string;
  /** What its tokens have in `aud`; where they have none, as those of Cognito, the apps that they may be given to. */
  readonly audience?: string;
  readonly clientIds?: readonly string[];
  readonly organizationId: string;
  readonly role: 'owner' | 'admin' | 'developer' | 'viewer';
}

/** Everything that differs between deployments. What is not here is the same everywhere. */
export interface Stage {
  readonly name: StageName;
  readonly region: string;
  /** What happens to tables, buckets and logs when their stack goes. */
  readonly removal: RemovalPolicy;
  readonly logRetention: RetentionDays;
  readonly isProtected: boolean;
  /** Requests per second over all clients; API Gateway answers 429 beyond. */
  readonly throttling: { readonly rateLimit: number; readonly burstLimit: number };
  /** Attempts to sign in or up, a minute and from one address; more get 429. */
  readonly signInBurstPerIp: number;
  /** Workers of a type of task at the same time; those of `priority` are for the plan that has its own. Each is 2 or more. */
  readonly taskConcurrency: Readonly<Record<TaskType, { readonly standard: number; readonly priority: number }>>;
  /** Functions that deliver webhooks at the same time, ten attempts each. 2 or more. */
  readonly webhookConcurrency: number;
  /** Guardian may test pages, and trust rules may name issuers, on the machine itself. Never true in the cloud. */
  readonly allowsLoopbackTargets: boolean;
  readonly trustedIssuers: readonly TrustedIssuer[];
  /**
   * Webhooks leave by fixed addresses (two NAT gateways to pay for). `updatedAt` is told to customers: set it when you do what
   * changes the addresses.
   */
  readonly staticEgress?: { readonly updatedAt: string };
  readonly mailDomain: string;
  /** Where the secret scanner of the code host publishes its keys. */
  readonly leakKeysUrl: string;
}

const development = {
  region: 'eu-central-1',
  removal: RemovalPolicy.DESTROY,
  logRetention: RetentionDays.ONE_WEEK,
  isProtected: false,
  throttling: { rateLimit: 50, burstLimit: 200 },
  signInBurstPerIp: 20,
  taskConcurrency: concurrencyOf({ standard: 2, priority: 2 }),
  webhookConcurrency: 5,
  allowsLoopbackTargets: false,
  trustedIssuers: [],
  leakKeysUrl: 'https://api.github.com/meta/public_keys/secret_scanning',
} as const;

const production = {
  ...development,
  removal: RemovalPolicy.RETAIN,
  logRetention: RetentionDays.ONE_MONTH,
  isProtected: true,
  throttling: { rateLimit: 200, burstLimit: 400 },
  webhookConcurrency: 50,
  taskConcurrency: {
    ...concurrencyOf({ standard: 20, priority: 10 }),
    // A batch asks for its tests, and is asleep until they are done.
    'guardian.batch': { standard: 5, priority: 2 },
  },
} as const;

/** The day from which the fixed addresses are these. */
const staticEgress = { updatedAt: '2026-11-23T00:00:00.000Z' } as const;

const stages: Readonly<Record<StageName, Stage>> = {
  local: {
    ...development,
    name: 'local',
    throttling: { rateLimit: 2_000, burstLimit: 4_000 },
    // Everybody on a laptop comes from one address, and so do all tests.
    signInBurstPerIp: 5_000,
    allowsLoopbackTargets: true,
    mailDomain: 'mail.odavl.local',
  },
  dev: { ...development, name: 'dev', mailDomain: 'mail.dev.odavl.cloud' },
  staging: {
    ...production,
    staticEgress,
    name: 'staging',
    taskConcurrency: concurrencyOf({ standard: 4, priority: 2 }),
    mailDomain: 'mail.staging.odavl.cloud',
  },
  prod: { ...production, staticEgress, name: 'prod', mailDomain: 'mail.odavl.cloud' },
};

export function stageOf(name: string): Stage {
  const known = stageNames.find((stage) => stage === name);
  if (!known) throw new Error(`Unknown stage "${name}". Use one of: ${stageNames.join(', ')}.`);
  return stages[known];
}

function concurrencyOf(each: Stage['taskConcurrency'][TaskType]): Stage['taskConcurrency'] {
  return { 'guardian.test': each, 'guardian.batch': each, 'insight.analysis': each, 'autopilot.run': each };
}
