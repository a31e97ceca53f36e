// All that we use of dynalite 4.0.0, by its inner modules: called as functions there is no second server, and its
// `store` can be ours. package.json pins the version; the types in `dynalite-modules.d.ts` are of its source.
import batchGetItem from 'dynalite/actions/batchGetItem.js';
import batchWriteItem from 'dynalite/actions/batchWriteItem.js';
import createTable from 'dynalite/actions/createTable.js';
import deleteItem from 'dynalite/actions/deleteItem.js';
import describeTable from 'dynalite/actions/describeTable.js';
import getItem from 'dynalite/actions/getItem.js';
import listTables from 'dynalite/actions/listTables.js';
import listTagsOfResource from 'dynalite/actions/listTagsOfResource.js';
import putItem from 'dynalite/actions/putItem.js';
import query from 'dynalite/actions/query.js';
import scan from 'dynalite/actions/scan.js';
import tagResource from 'dynalite/actions/tagResource.js';
import untagResource from 'dynalite/actions/untagResource.js';
import updateItem from 'dynalite/actions/updateItem.js';
import dynaliteDb, { type Range } from 'dynalite/db/index.js';
import batchGetItemRule from 'dynalite/validations/batchGetItem.js';
import batchWriteItemRule from 'dynalite/validations/batchWriteItem.js';
import createTableRule from 'dynalite/validations/createTable.js';
import deleteItemRule from 'dynalite/validations/deleteItem.js';
import describeTableRule from 'dynalite/validations/describeTable.js';
import getItemRule from 'dynalite/validations/getItem.js';
import validations from 'dynalite/validations/index.js';
import listTablesRule from 'dynalite/validations/listTables.js';
import listTagsOfResourceRule from 'dynalite/validations/listTagsOfResource.js';
import putItemRule from 'dynalite/validations/putItem.js';
import queryRule from 'dynalite/validations/query.js';
import scanRule from 'dynalite/validations/scan.js';
import tagResourceRule from 'dynalite/validations/tagResource.js';
import untagResourceRule from 'dynalite/validations/untagResource.js';
import updateItemRule from 'dynalite/validations/updateItem.js';

// dynalite's Scan heeds ConsistentRead but does not list it.
const consistentScanRule = { ...scanRule, types: { ...scanRule.types, ConsistentRead: 'Boolean' } };

/** The operations that dynalite does for us: how each checks its input, and how it acts. */
export const operations = {
  BatchGetItem: { act: batchGetItem, rule: batchGetItemRule },
  BatchWriteItem: { act: batchWriteItem, rule: batchWriteItemRule },
  CreateTable: { act: createTable, rule: createTableRule },
  DeleteItem: { act: deleteItem, rule: deleteItemRule },
  DescribeTable: { act: describeTable, rule: describeTableRule },
  GetItem: { act: getItem, rule: getItemRule },
  ListTables: { act: listTables, rule: listTablesRule },
  ListTagsOfResource: { act: listTagsOfResource, rule: listTagsOfResourceRule },
  PutItem: { act: putItem, rule: putItemRule },
  Query: { act: query, rule: queryRule },
  Scan: { act: scan, rule: consistentScanRule },
  TagResource: { act: tagResource, rule: tagResourceRule },
  UntagResource: { act: untagResource, rule: untagResourceRule },
  UpdateItem: { act: updateItem, rule: updateItemRule },
} as const;

export type EngineOperation = keyof typeof operations;
export type ItemWrite = 'PutItem' | 'UpdateItem' | 'DeleteItem';

export type { Range };
export const { createKey, validateKey, getIndexActions } = dynaliteDb;
export const { checkTypes, checkValidations } = validations;

export function createLevel(path: string) {
  return dynaliteDb.create({ path }).db;
}
