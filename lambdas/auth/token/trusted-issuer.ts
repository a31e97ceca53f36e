import * as z from 'zod';
import { IssuerUrl } from '../issuer/issuer.ts';
import { OrganizationId } from '../organization/organization.ts';
import { Role } from '../role/role.ts';

/**
 * An issuer whose access tokens this stage takes beside our own, for one organization and in one role
 * (docs/decisions/0008-trusted-issuers.md). A token must name our API in `aud`, or, where the issuer gives its access tokens
 * no audience, as Cognito does, be given to one of these apps.
 */
export const TrustedIssuer = z
  .strictObject({
    issuer: IssuerUrl,
    audience: z.string().min(1).optional(),
    clientIds: z.array(z.string().min(1)).min(1).optional(),
    organizationId: OrganizationId,
    role: Role,
    demandsSecondFactor: z.boolean().optional(),
  })
  .refine(({ audience, clientIds }) => audience !== undefined || clientIds !== undefined, {
    message: 'Without audience or clientIds a token for anybody would do',
  });
export type TrustedIssuer = z.infer<typeof TrustedIssuer>;

/** What of such a token is looked at, once its signature and times are right. */
export const TrustedClaims = z.object({
  sub: z.string().min(1).max(255),
  /** Of Cognito: `access` or `id`. Others leave it out. */
  token_use: z.literal('access').optional(),
  client_id: z.string().optional(),
  /** A token bound to a key by its issuer must not be taken without its proof. */
  cnf: z.object({ jkt: z.string().optional() }).optional(),
});
