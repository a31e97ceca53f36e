import { z } from 'zod';
import { AwsError } from '../../service.ts';
import type { Disk, Write } from './disk.ts';
import { refuseUnsupportedComparison } from './document-comparison.ts';
import { checkTypes, checkValidations, type EngineOperation, operations } from './dynalite.ts';
import type { Item } from './item.ts';
import { itemFault } from './item-fault.ts';
import { inSafeOrder } from './list-removals.ts';
import { StagingStore } from './staging-store.ts';
import type { TableRecord } from './table-record.ts';

/** Input that has passed dynalite's validation; expressions are parsed into members with a leading underscore. */
export type Prepared = Record<string, unknown>;

export interface Staged {
  readonly output: Record<string, unknown>;
  /** Not on disk yet. */
  readonly writes: readonly Write[];
  readonly table: TableRecord | undefined;
  readonly existing: Item | undefined;
  readonly item: Item | undefined;
}

export type Outcome =
  | ({ readonly kind: 'staged' } & Staged)
  | { readonly kind: 'refused'; readonly error: AwsError; readonly existing: Item | undefined };

const Output = z.record(z.string(), z.unknown());
const EngineError = z.object({
  statusCode: z.number(),
  body: z.object({ __type: z.string(), message: z.string().optional(), Message: z.string().optional() }),
});

/** Checks one request the way DynamoDB does before it looks at any table. Throws `AwsError`. */
export function prepare(operation: EngineOperation, input: Record<string, unknown>): Prepared {
  const { types, custom } = operations[operation].rule;
  // dynalite drops what it does not know; a request that means more than we do must not pass for done.
  const unknown = Object.keys(input).find((member) => !(member in types) && input[member] !== undefined);
  if (unknown) throw unsupported(`${operation} with ${unknown}`);
  if (input.ReturnItemCollectionMetrics === 'SIZE') throw unsupported('ReturnItemCollectionMetrics=SIZE');
  try {
    const data = checkTypes(input, types);
    checkValidations(data, types, custom, new StagingStore(noDisk, {}, raise));
    refuseUnsupportedComparison(data);
    return inSafeOrder(data);
  } catch (error) {
    throw asAwsError(error) ?? error;
  }
}

/** Runs one prepared operation against the disk without changing it. Rejects only when the engine itself breaks. */
export function stage(disk: Disk, operation: EngineOperation, data: Prepared): Promise<Outcome> {
  const { promise, resolve, reject } = Promise.withResolvers<Outcome>();
  const store = new StagingStore(disk, data, reject);
  operations[operation].act(store, data, (failure, output) => {
    const { existing, item, table, writes } = store;
    const error = failure ? asAwsError(failure) : item && table && itemFault(operation, table, item);
    if (error) resolve({ kind: 'refused', error, existing });
    else if (failure) reject(failure);
    else resolve({ kind: 'staged', output: Output.parse(output || {}), writes: [...writes], table, existing, item });
  });
  return promise;
}

export async function answer(disk: Disk, operation: EngineOperation, input: Record<string, unknown>): Promise<Staged> {
  return staged(await stage(disk, operation, prepare(operation, input)));
}

export function staged(outcome: Outcome): Staged {
  if (outcome.kind === 'refused') throw outcome.error;
  return outcome;
}

export function unsupported(what: string): AwsError {
  return new AwsError('ValidationException', `${what} is not supported by the local DynamoDB.`);
}

function asAwsError(error: unknown): AwsError | undefined {
  if (error instanceof AwsError) return error;
  const parsed = EngineError.safeParse(error);
  if (!parsed.success) return undefined;
  const { body, statusCode } = parsed.data;
  const code = body.__type.split('#').at(-1) ?? body.__type;
  return new AwsError(code, body.message ?? body.Message ?? '', statusCode);
}

function raise(error: unknown): never {
  throw error;
}

/** Validation asks only for the size limit and the account. */
const noDisk: Disk = {
  get: () => Promise.reject(new Error('validation reads no data')),
  keys: () => raise(new Error('validation reads no data')),
  values: () => raise(new Error('validation reads no data')),
  entries: () => raise(new Error('validation reads no data')),
  write: () => Promise.reject(new Error('validation writes no data')),
  close: () => Promise.resolve(),
};
