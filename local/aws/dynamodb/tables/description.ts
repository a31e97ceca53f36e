import { account } from '../../service.ts';
import type { TableRecord } from '../storage/table-record.ts';
import type { TableSettings } from './settings.ts';

/** https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_TableDescription.html */
export function describe(table: TableRecord, settings: TableSettings, status = 'ACTIVE'): Record<string, unknown> {
  const indexes = table.GlobalSecondaryIndexes?.map((index) => {
    const OnDemandThroughput = settings.indexThroughput[index.IndexName];
    return { ...index, IndexStatus: status === 'CREATING' ? 'CREATING' : 'ACTIVE', OnDemandThroughput };
  });
  return {
    ...table,
    TableStatus: status,
    GlobalSecondaryIndexes: indexes,
    DeletionProtectionEnabled: settings.deletionProtection,
    SSEDescription: settings.encryption && encryptionOf(settings.encryption),
    TableClassSummary: settings.tableClass === undefined ? undefined : { TableClass: settings.tableClass },
    OnDemandThroughput: settings.onDemandThroughput,
  };
}

function encryptionOf({ keyId }: { keyId?: string | undefined }) {
  const KMSMasterKeyArn = keyId === undefined || keyId.startsWith('arn:') ? keyId : keyArn(keyId);
  return { Status: 'ENABLED', SSEType: 'KMS', KMSMasterKeyArn };
}

/** A key may be given by its id, its alias or its ARN. */
function keyArn(id: string): string {
  const resource = id.startsWith('alias/') ? id : `key/${id}`;
  return `arn:${account.partition}:kms:${account.region}:${account.id}:${resource}`;
}
