import * as z from 'zod';

/** Of the function of a product that forgets organizations. The queue is its own, for what does not fit into one run. */
export const ProductErasureEnv = z.object({
  TABLE_NAME: z.string().min(3),
  BUCKET_NAME: z.string().min(3),
  ERASURE_QUEUE_URL: z.url(),
});
export type ProductErasureEnv = z.infer<typeof ProductErasureEnv>;
