import { createHash } from 'node:crypto';
import * as z from 'zod';

/** The deliveries of one endpoint with one ordering key, in a line: `tail` is the number of the last one. */
export const Line = z.object({ hash: z.string(), tail: z.int() });
export type Line = z.infer<typeof Line>;

/** A key may be long or private; its hash is neither. */
export function lineOf(orderingKey: string): string {
  return createHash('sha256').update(orderingKey).digest('hex').slice(0, 32);
}
