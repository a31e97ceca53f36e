import { AttributeType, BillingMode, Table, TableEncryption } from 'aws-cdk-lib/aws-dynamodb';
import { PolicyStatement } from 'aws-cdk-lib/aws-iam';
import { Construct } from 'constructs';
import type { Stage } from '../stage.ts';

type TableAction =
  | 'BatchGetItem'
  | 'GetItem'
  | 'PutItem'
  | 'UpdateItem'
  | 'DeleteItem'
  | 'ConditionCheckItem'
  | 'Query';

/**
 * One single-table store: string keys `pk` and `sk`, one sparse index `gsi1` (unless told otherwise), time to live in `ttl`. Encrypted with the
 * account's own KMS key for DynamoDB, restorable to any second in protected stages.
 */
export class ServiceTable extends Construct {
  readonly tableName: string;
  readonly tableArn: string;

  constructor(scope: Construct, id: string, stage: Stage, { hasIndex = true }: { readonly hasIndex?: boolean } = {}) {
    super(scope, id);
    const table = new Table(this, 'Table', {
      partitionKey: { name: 'pk', type: AttributeType.STRING },
      sortKey: { name: 'sk', type: AttributeType.STRING },
      timeToLiveAttribute: 'ttl',
      billingMode: BillingMode.PAY_PER_REQUEST,
      encryption: TableEncryption.AWS_MANAGED,
      pointInTimeRecoverySpecification: { pointInTimeRecoveryEnabled: true },
      deletionProtection: stage.isProtected,
      removalPolicy: stage.removal,
    });
    if (hasIndex) {
      table.addGlobalSecondaryIndex({
        indexName: 'gsi1',
        partitionKey: { name: 'gsi1pk', type: AttributeType.STRING },
        sortKey: { name: 'gsi1sk', type: AttributeType.STRING },
      });
    }
    this.tableName = table.tableName;
    this.tableArn = table.tableArn;
  }

  /** Exactly these operations, on this table. */
  allow(...actions: TableAction[]): PolicyStatement {
    return new PolicyStatement({
      actions: actions.map((action) => `dynamodb:${action}`),
      resources: [this.tableArn],
    });
  }

  allowIndexQuery(): PolicyStatement {
    return new PolicyStatement({ actions: ['dynamodb:Query'], resources: [`${this.tableArn}/index/gsi1`] });
  }
}
