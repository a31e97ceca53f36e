import { z } from 'zod';
import { resourceType } from '../resource-type.ts';
import { flag, number, text } from '../scalar.ts';
import { arnOf } from './arn.ts';

const keySchema = z.array(z.strictObject({ AttributeName: z.string(), KeyType: z.enum(['HASH', 'RANGE']) }));
const throughput = z.strictObject({ ReadCapacityUnits: number, WriteCapacityUnits: number });
const projection = z.strictObject({
  ProjectionType: z.enum(['ALL', 'KEYS_ONLY', 'INCLUDE']).optional(),
  NonKeyAttributes: z.array(z.string()).optional(),
});
const localIndex = z.strictObject({ IndexName: z.string(), KeySchema: keySchema, Projection: projection });
const globalIndex = localIndex.extend({ ProvisionedThroughput: throughput.optional() });
const recovery = z.strictObject({ PointInTimeRecoveryEnabled: flag, RecoveryPeriodInDays: number.optional() });

const shared = {
  TableName: text.optional(),
  AttributeDefinitions: z.array(z.strictObject({ AttributeName: z.string(), AttributeType: z.enum(['S', 'N', 'B']) })),
  KeySchema: keySchema,
  BillingMode: z.enum(['PAY_PER_REQUEST', 'PROVISIONED']).optional(),
  GlobalSecondaryIndexes: z.array(globalIndex).default([]),
  LocalSecondaryIndexes: z.array(localIndex).default([]),
  TimeToLiveSpecification: z.strictObject({ AttributeName: z.string().optional(), Enabled: flag }).optional(),
};

/** A table of either kind, in the words of `AWS::DynamoDB::Table`. */
const Table = z.strictObject({
  ...shared,
  ProvisionedThroughput: throughput.optional(),
  PointInTimeRecoverySpecification: recovery.optional(),
  SSESpecification: z
    .strictObject({
      SSEEnabled: flag,
      SSEType: z.enum(['AES256', 'KMS']).optional(),
      KMSMasterKeyId: z.string().optional(),
    })
    .optional(),
  DeletionProtectionEnabled: flag.optional(),
  TableClass: z.enum(['STANDARD', 'STANDARD_INFREQUENT_ACCESS']).optional(),
});
export type TableProperties = z.output<typeof Table>;

const naming = { property: 'TableName', maxLength: 255 };
const identity = {
  naming,
  ref: ({ name }: { name: string }) => name,
  attributes: { Arn: ({ name }: { name: string }) => arnOf('dynamodb', `table/${name}`) },
};

export const table = resourceType({ type: 'AWS::DynamoDB::Table', ...identity, properties: Table });

/** CDK's `TableV2`. One replica, here, is an ordinary table; more would be other regions. */
const GlobalTable = z
  .strictObject({
    ...shared,
    SSESpecification: z.strictObject({ SSEEnabled: flag, SSEType: z.enum(['AES256', 'KMS']).optional() }).optional(),
    Replicas: z.tuple([
      z.strictObject({
        Region: z.string(),
        PointInTimeRecoverySpecification: recovery.optional(),
        DeletionProtectionEnabled: flag.optional(),
        TableClass: z.enum(['STANDARD', 'STANDARD_INFREQUENT_ACCESS']).optional(),
        SSESpecification: z.strictObject({ KMSMasterKeyId: z.string() }).optional(),
        // About cost and metrics, as in ignored-properties.ts.
        ContributorInsightsSpecification: z.unknown().optional(),
        GlobalSecondaryIndexes: z
          .array(z.strictObject({ IndexName: z.string(), ContributorInsightsSpecification: z.unknown().optional() }))
          .optional(),
        Tags: z.unknown().optional(),
      }),
    ]),
  })
  .transform(({ Replicas: [replica], SSESpecification: encryption, ...rest }): TableProperties => {
    const { PointInTimeRecoverySpecification, DeletionProtectionEnabled, TableClass, SSESpecification: key } = replica;
    const own = { PointInTimeRecoverySpecification, DeletionProtectionEnabled, TableClass };
    return { ...rest, ...own, ...(encryption && { SSESpecification: { ...encryption, ...key } }) };
  });

export const globalTable = resourceType({ type: 'AWS::DynamoDB::GlobalTable', ...identity, properties: GlobalTable });
