import type { z } from 'zod';
import type { ResolvedStack } from '../resolve.ts';
import { globalTable, type TableProperties, table } from '../resources/dynamodb.ts';
import { type BucketProperties, bucket, bucketPolicy } from '../resources/s3.ts';
import { type QueueProperties, queue, queuePolicy } from '../resources/sqs.ts';
import type { document } from '../scalar.ts';
import { pick, placeOf, type Resource } from './pick.ts';

export type PolicyDocument = z.output<typeof document>;

export interface QueueModel extends Resource<QueueProperties> {
  readonly policy?: PolicyDocument;
}

export interface BucketModel extends Resource<BucketProperties> {
  readonly policy?: PolicyDocument;
}

export function readTables(stacks: readonly ResolvedStack[]): Resource<TableProperties>[] {
  return [...pick(stacks, table), ...pick(stacks, globalTable)];
}

export function readQueues(stacks: readonly ResolvedStack[]): QueueModel[] {
  const policies = pick(stacks, queuePolicy);
  const queues = pick(stacks, queue).map((each) => {
    const policy = policies.find(({ properties }) => properties.Queues.includes(each.ref));
    return policy ? { ...each, policy: policy.properties.PolicyDocument } : each;
  });
  for (const policy of policies)
    for (const url of policy.properties.Queues)
      if (!queues.some(({ ref }) => ref === url))
        throw new Error(`${placeOf(policy)}: no template has the queue ${url}.`);
  return queues;
}

export function readBuckets(stacks: readonly ResolvedStack[]): BucketModel[] {
  const policies = pick(stacks, bucketPolicy);
  return pick(stacks, bucket).map((each) => {
    const policy = policies.find(({ properties }) => properties.Bucket === each.name);
    return policy ? { ...each, policy: policy.properties.PolicyDocument } : each;
  });
}
