import { z } from 'zod';

/** An attribute value in wire form, e.g. `{ S: 'text' }`. */
export const AttributeValue = z.record(z.string(), z.unknown());
export type AttributeValue = z.infer<typeof AttributeValue>;

export const Item = z.record(z.string(), AttributeValue);
export type Item = z.infer<typeof Item>;
