import * as z from 'zod';

/** Tells whoever delivers that an organization has new events. More often than needed is harmless, later is only later. */
export type Pump = (orgId: string) => Promise<void>;

/** What is in the pump's queue. The message group is the organization, so that a busy one delays nobody else. */
export const PumpMessage = z.object({ orgId: z.string().min(1) });
export type PumpMessage = z.infer<typeof PumpMessage>;
