import { z } from 'zod';

export const TagList = z.array(z.strictObject({ Key: z.string().min(1).max(128), Value: z.string().max(256) }));

/** A secret without its values. Times in milliseconds since the epoch. */
export const Secret = z.object({
  name: z.string(),
  arn: z.string(),
  description: z.string().optional(),
  kmsKeyId: z.string().optional(),
  tags: TagList,
  createdAt: z.number(),
  changedAt: z.number(),
  accessedAt: z.number().optional(),
  deletedAt: z.number().optional(),
});
export type Secret = z.infer<typeof Secret>;

/** One value of a secret; it never changes, only its labels move. */
export const Version = z.object({
  id: z.string(),
  secretString: z.string().optional(),
  /** Base64, as on the wire. */
  secretBinary: z.string().optional(),
  createdAt: z.number(),
});
export type Version = z.infer<typeof Version>;

export const current = 'AWSCURRENT';
export const previous = 'AWSPREVIOUS';
