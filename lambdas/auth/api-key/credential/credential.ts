import * as z from 'zod';
import { Plan } from '../../../../shared/plan.ts';
import { Scope } from '../scope.ts';

/** Where a secret was used last. */
export const UsedFrom = z.object({ ip: z.string(), userAgent: z.string() });
export type UsedFrom = z.infer<typeof UsedFrom>;

/** How often the use of a secret is written down, at most: what is shown of it may be this old. */
export const sampleMs = 5 * 60_000;

/** What the authorizer reads, found by the hash of the secret: all that a request needs, in one item. */
export const Credential = z.object({
  hash: z.string(),
  orgId: z.string(),
  keyId: z.string(),
  /** 1 for the first secret of a key; each rotation makes the next. */
  generation: z.number().int(),
  scopes: z.array(Scope),
  plan: Plan,
  projectIds: z.array(z.string()).optional(),
  allowedIps: z.array(z.string()).optional(),
  burstPerMinute: z.number().int().optional(),
  expiresAt: z.iso.datetime().optional(),
  /** Of a secret that was rotated: the end of its grace time. */
  closesAt: z.iso.datetime().optional(),
  firstUsedAt: z.iso.datetime().optional(),
  lastUsedAt: z.iso.datetime().optional(),
  lastUsedRoute: z.string().optional(),
  lastUsedFrom: UsedFrom.optional(),
});
export type Credential = z.infer<typeof Credential>;

/** One use of a secret. */
export interface Use {
  readonly at: number;
  readonly routeKey: string;
  readonly from: UsedFrom;
}
