import { type Access, account } from '../../service.ts';
import type { Disk } from '../storage/disk.ts';
import type { AttributeValue, Item } from '../storage/item.ts';
import { findTable } from '../storage/table-record.ts';
import { readSettings } from '../tables/settings.ts';

export function tableArn(table: string): string {
  return `arn:${account.partition}:dynamodb:${account.region}:${account.id}:table/${table}`;
}

export interface ItemAccess {
  readonly action: string;
  readonly table: string;
  readonly index?: string | undefined;
  /** Partition keys that the request touches. */
  readonly leading: readonly string[];
  readonly enclosing?: string | undefined;
}

/**
 * An access to items. Context keys:
 * https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/specifying-conditions.html#FGAC_DDB.ConditionKeys.
 * A table under a customer's key also asks for the key:
 * https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/encryption.usagenotes.html
 */
export async function itemAccess(
  disk: Disk,
  { action, table, index, leading, enclosing }: ItemAccess,
): Promise<Access[]> {
  const resource = index === undefined ? tableArn(table) : `${tableArn(table)}/index/${index}`;
  const context = {
    ...(leading.length > 0 ? { 'dynamodb:LeadingKeys': [...new Set(leading)] } : {}),
    ...(enclosing === undefined ? {} : { 'dynamodb:EnclosingOperation': enclosing }),
  };
  const access = Object.keys(context).length > 0 ? { action, resource, context } : { action, resource };
  return [access, ...(await keyUse(disk, table))];
}

async function keyUse(disk: Disk, table: string): Promise<Access[]> {
  const key = (await readSettings(disk, table)).encryption?.keyId;
  if (!key?.startsWith('arn:')) return [];
  return [
    { action: 'kms:Decrypt', resource: key, context: { 'kms:ViaService': `dynamodb.${account.region}.amazonaws.com` } },
  ];
}

/** The access to items given by their keys (or whole). A table that does not exist has no leading keys. */
export async function keyAccess(disk: Disk, action: string, table: string, keyed: readonly Item[], enclosing?: string) {
  const hash = (await findTable(disk, table))?.KeySchema[0]?.AttributeName;
  const leading = hash === undefined ? [] : keyed.flatMap((item) => textOf(item[hash]));
  return itemAccess(disk, { action, table, leading, enclosing });
}

/** Numbers as their digits, binary as base64. */
export function textOf(value: AttributeValue | undefined): string[] {
  const [content] = Object.values(value ?? {});
  return typeof content === 'string' ? [content] : [];
}
