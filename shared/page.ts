import type * as z from 'zod';
import type { Table } from './dynamo.ts';
import type { Condition } from './dynamo-expression.ts';
import { AppError } from './errors.ts';

export interface Page<Item> {
  readonly items: Item[];
  readonly nextCursor?: string;
}

/** A list of one partition in key order, whose sort keys are `prefix` + id. The cursor is the last id, so it holds no key of ours. */
export async function readPage<Schema extends z.ZodType<{ id: string }>>(
  table: Table,
  schema: Schema,
  query: {
    readonly pk: string;
    readonly prefix: string;
    readonly limit: number;
    readonly cursor?: string;
    readonly isDescending?: boolean;
    readonly filter?: Condition;
  },
): Promise<Page<z.output<Schema>>> {
  const items = await table.query(schema, {
    pk: query.pk,
    skPrefix: query.prefix,
    limit: query.limit + 1,
    isDescending: query.isDescending,
    filter: query.filter,
    ...(query.cursor && { after: { pk: query.pk, sk: query.prefix + decodeCursor(query.cursor) } }),
  });
  const page = items.slice(0, query.limit);
  const last = page.at(-1);
  return items.length > query.limit && last ? { items: page, nextCursor: encodeCursor(last.id) } : { items: page };
}

/** The same of a list that is in memory as a whole; `items` are sorted by id. */
export function slicePage<Item extends { id: string }>(
  items: readonly Item[],
  query: { readonly limit: number; readonly cursor?: string },
): Page<Item> {
  const after = query.cursor === undefined ? '' : decodeCursor(query.cursor);
  const rest = items.filter(({ id }) => id > after);
  const page = rest.slice(0, query.limit);
  const last = page.at(-1);
  return rest.length > query.limit && last ? { items: page, nextCursor: encodeCursor(last.id) } : { items: page };
}

function encodeCursor(id: string): string {
  return Buffer.from(id).toString('base64url');
}

function decodeCursor(cursor: string): string {
  const id = Buffer.from(cursor, 'base64url').toString('utf8');
  if (!/^[a-z]+_[0-9a-z]{26}$/.test(id)) throw new AppError('invalid_cursor', 'This cursor was not issued by us.');
  return id;
}
