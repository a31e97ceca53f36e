import * as z from 'zod';
import { ProjectId } from '../../../shared/project.ts';
import { Scope } from '../api-key/scope.ts';
import { IssuerUrl } from '../issuer/issuer.ts';

/** Checked for every token; a rule that repeats them would look narrower than it is. */
const checkedAnyway = ['iss', 'aud', 'exp', 'nbf', 'iat', 'jti'];
const ClaimName = z
  .string()
  .regex(/^[\w./:@-]{1,128}$/, 'A claim name of letters, digits and . / : @ - _')
  .refine((name) => !checkedAnyway.includes(name), 'Is checked for every token; name another claim');
const ClaimPattern = z
  .string()
  .min(1)
  .max(512)
  .regex(/[^*]/, 'Fits everything')
  .describe('The exact value, or a pattern in which `*` stands for any characters, also none, also `/` and `:`.');

/** Without one every job of everybody at the same provider would fit. */
const Claims = z
  .record(ClaimName, ClaimPattern)
  .refine((claims) => Object.keys(claims).length > 0, 'Name at least one claim besides issuer and audience')
  .refine((claims) => Object.keys(claims).length <= 20, 'At most 20');

export const NewTrustRule = z.strictObject({
  name: z.string().trim().min(1).max(100),
  issuer: IssuerUrl.describe(
    'Exactly as the tokens have it in `iss`, e.g. https://token.actions.githubusercontent.com',
  ),
  audience: z.string().min(1).max(255).describe('What the tokens must have in `aud`.'),
  claims: Claims,
  scopes: z.array(Scope).min(1).max(20),
  projectIds: z.array(ProjectId).min(1).max(50).optional().describe('The only projects that the job may touch.'),
});
export type NewTrustRule = z.infer<typeof NewTrustRule>;

export const TrustRuleChange = NewTrustRule.partial().refine(
  (change) => Object.keys(change).length > 0,
  'Nothing to change',
);
export type TrustRuleChange = z.infer<typeof TrustRuleChange>;
