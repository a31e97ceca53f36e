import { z } from 'zod';

/** The names of schedules and of groups. */
export const Name = z
  .string()
  .min(1)
  .max(64)
  .regex(/^[0-9a-zA-Z\-_.]+$/);

export const TagList = z.array(z.strictObject({ Key: z.string().min(1).max(128), Value: z.string().max(256) }));
