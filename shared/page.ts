import type * as z from 'zod';
import type { Table } from './dynamo.ts';
import type { Condition } from './dynamo-expression.ts';
import { AppError } from './errors.ts';

export interface Page<Item> {
  readonly items: Item[];
  readonly nextCursor?: string;
}

/** How many rounds a page is searched for what its reader may see; then it is shorter than asked for, with a cursor. */
const maxRounds = 10;
/** As many as one batch of reads can ask about. */
const maxBatch = 100;

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
    /** What the reader may see of up to a hundred items, for rules that a filter cannot say. */
    readonly keep?: (items: z.output<Schema>[]) => Promise<z.output<Schema>[]> | z.output<Schema>[];
  },
): Promise<Page<z.output<Schema>>> {
  const { pk, prefix, limit, keep } = query;
  const wanted = keep ? Math.min(limit + 1, maxBatch) : limit + 1;
  const kept: z.output<Schema>[] = [];
  let after = query.cursor && decodeCursor(query.cursor);
  for (let round = 0; round < maxRounds; round += 1) {
    const items = await table.query(schema, {
      ...{ pk, skPrefix: prefix, limit: wanted, isDescending: query.isDescending, filter: query.filter },
      ...(after && { after: { pk, sk: prefix + after } }),
    });
    kept.push(...(keep ? await keep(items) : items));
    if (kept.length > limit)
      return { items: kept.slice(0, limit), nextCursor: encodeCursor(kept[limit - 1]?.id ?? '') };
    if (items.length < wanted) return { items: kept };
    after = items.at(-1)?.id;
  }
  return { items: kept, ...(after && { nextCursor: encodeCursor(after) }) };
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

/** The same of a list that has an order of its own and never changes; the cursor is a place in it. */
export function slicePlaces<Item>(
  items: readonly Item[],
  { limit, cursor }: { readonly limit: number; readonly cursor?: string },
): Page<Item> {
  const start = cursor === undefined ? 0 : placeOf(cursor);
  const end = start + limit;
  const page = items.slice(start, end);
  return end < items.length
    ? { items: page, nextCursor: Buffer.from(`at ${end}`).toString('base64url') }
    : { items: page };
}

function placeOf(cursor: string): number {
  const place = /^at (\d{1,9})$/.exec(Buffer.from(cursor, 'base64url').toString('utf8'))?.[1];
  if (place === undefined) throw new AppError('invalid_cursor', 'This cursor was not issued by us.');
  return Number(place);
}

function encodeCursor(id: string): string {
  return Buffer.from(id).toString('base64url');
}

function decodeCursor(cursor: string): string {
  const id = Buffer.from(cursor, 'base64url').toString('utf8');
  if (!/^[a-z]+_[0-9a-z]{26}$/.test(id)) throw new AppError('invalid_cursor', 'This cursor was not issued by us.');
  return id;
}
