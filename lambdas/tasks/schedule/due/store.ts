import * as z from 'zod';
import type { Table } from '../../../../shared/dynamo.ts';

export interface DuePage<Item> {
  /** What lies there and cannot be read comes as the reason why, so that it stops nobody else. */
  readonly items: (Item | z.ZodError)[];
  /** Give it to the next call; absent at the end. */
  readonly after?: Readonly<Record<string, string>>;
}

const Keys = z.looseObject({ pk: z.string(), sk: z.string(), gsi1pk: z.string(), gsi1sk: z.string() });

/**
 * One page of a partition of the sparse index, whose sort keys are ISO times: what is due at `now`, the most overdue first.
 * The index lags behind the table, so some may have moved on since.
 */
export async function readDue<Schema extends z.ZodType>(
  table: Table,
  schema: Schema,
  query: {
    readonly partition: string;
    readonly now: number;
    readonly limit: number;
    readonly after?: DuePage<never>['after'];
  },
): Promise<DuePage<z.output<Schema>>> {
  const { partition, now, limit, after } = query;
  const skBefore = new Date(now).toISOString();
  const found = await table.query(Keys, { index: 'gsi1', pk: partition, skBefore, limit, ...(after && { after }) });
  const last = found.length === limit ? found.at(-1) : undefined;
  return {
    items: found.map((item) => {
      const parsed = schema.safeParse(item);
      return parsed.success ? parsed.data : parsed.error;
    }),
    ...(last && { after: { pk: last.pk, sk: last.sk, gsi1pk: last.gsi1pk, gsi1sk: last.gsi1sk } }),
  };
}
