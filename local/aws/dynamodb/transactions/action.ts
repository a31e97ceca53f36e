import { AwsError } from '../../service.ts';
import type { ItemWrite } from '../storage/dynalite.ts';
import { type Prepared, prepare } from '../storage/engine.ts';
import type { Item } from '../storage/item.ts';
import type { WriteAction } from './request.ts';

export type IamAction = ItemWrite | 'ConditionCheckItem';

/** One action of a transaction, told as the single-item operation that does the same. */
export interface Action {
  readonly operation: ItemWrite;
  readonly iamAction: IamAction;
  readonly table: string;
  /** The key, or for a Put the item that contains it. */
  readonly keyed: Item;
  readonly input: Record<string, unknown>;
  readonly returnsItemOnFailure: boolean;
}

export function actionOf(action: WriteAction): Action {
  const [only, ...more] = Object.entries(action).filter(([, value]) => value !== undefined);
  if (!only || more.length > 0) {
    throw new AwsError('ValidationException', 'TransactItems can only contain one of Check, Put, Update or Delete');
  }
  const { Put, Update, Delete, ConditionCheck } = action;
  if (Put) return told('PutItem', 'PutItem', Put, Put.Item);
  if (Update) return told('UpdateItem', 'UpdateItem', Update, Update.Key);
  if (Delete) return told('DeleteItem', 'DeleteItem', Delete, Delete.Key);
  // A check is a conditional delete that is never written.
  if (ConditionCheck) return told('DeleteItem', 'ConditionCheckItem', ConditionCheck, ConditionCheck.Key);
  throw new Error('unreachable: one of the four is set');
}

export function prepareAction(action: Action): Prepared {
  // Validation normalises numbers in place; the request itself must stay as sent for the idempotency token.
  return prepare(action.operation, { ...structuredClone(action.input), ReturnConsumedCapacity: 'TOTAL' });
}

type Told = { TableName: string; ReturnValuesOnConditionCheckFailure?: string | undefined };

function told(operation: ItemWrite, iamAction: IamAction, request: Told, keyed: Item): Action {
  const { ReturnValuesOnConditionCheckFailure: onFailure, ...input } = request;
  const { TableName: table } = request;
  return { operation, iamAction, table, keyed, input, returnsItemOnFailure: onFailure === 'ALL_OLD' };
}
