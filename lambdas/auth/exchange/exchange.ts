import * as z from 'zod';
import { idPattern } from '../../../shared/id.ts';
import { Scope } from '../api-key/scope.ts';

export const exchangedTokenSeconds = 10 * 60;

export const TrustRuleId = z.string().regex(idPattern('trustRule'), 'Not a trust rule id');

/** Whose tokens of another issuer are worth a token of ours, and what that one may do. */
export const TrustRule = z
  .object({
    id: z.string(),
    name: z.string(),
    issuer: z.string(),
    audience: z.string(),
    claims: z.record(z.string(), z.string()),
    scopes: z.array(Scope),
    projectIds: z.array(z.string()).optional().describe('The only projects that the job may touch.'),
    createdBy: z.string(),
    createdAt: z.iso.datetime(),
  })
  .meta({ id: 'TrustRule' });
export type TrustRule = z.infer<typeof TrustRule>;

/** As it is found by its id alone: at the token endpoint no organization is known yet. */
export const StoredTrustRule = TrustRule.extend({ orgId: z.string() });
export type StoredTrustRule = z.infer<typeof StoredTrustRule>;
