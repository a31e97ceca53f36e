import * as z from 'zod';
import { idPattern } from '../../../shared/id.ts';
import { Scope } from '../api-key/scope.ts';

export const GrantType = z.enum([
  'authorization_code',
  'refresh_token',
  'client_credentials',
  'urn:ietf:params:oauth:grant-type:device_code',
  'urn:ietf:params:oauth:grant-type:token-exchange',
]);
export type GrantType = z.infer<typeof GrantType>;

/** OIDC Core §5.4 and §11, beside the scopes of API keys. `full` is all that the person's role allows. */
export const OAuthScope = z.enum(['openid', 'profile', 'email', 'offline_access', 'full', ...Scope.options]);
export type OAuthScope = z.infer<typeof OAuthScope>;

/**
 * A program that gets tokens (RFC 6749 §2). An `app` acts for people; a `service-account` acts for itself. `orgId` is absent
 * for the Studio's own apps, which every organization may use; all others serve the members of their organization only.
 */
export const OAuthClient = z.object({
  id: z.string(),
  orgId: z.string().optional(),
  kind: z.enum(['app', 'service-account']),
  name: z.string(),
  redirectUris: z.array(z.string()),
  grantTypes: z.array(GrantType),
  scopes: z.array(OAuthScope),
  /** Absent for a public client, which cannot keep a secret. SHA-256, hex. */
  secretHash: z.string().optional(),
  /** Every token request must bring a DPoP proof. */
  requiresDpop: z.boolean(),
  createdBy: z.string(),
  createdAt: z.iso.datetime(),
});
export type OAuthClient = z.infer<typeof OAuthClient>;

/** Of a client that an organization registered; the Studio's own have names. */
export const ClientId = z.string().regex(idPattern('client'), 'Not a client id');

/** What its organization sees of a client: all but the hash of its secret. */
export const ClientView = OAuthClient.omit({ orgId: true, secretHash: true })
  .extend({ isConfidential: z.boolean().describe('It has a secret.') })
  .meta({ id: 'OAuthClient' });
export type ClientView = z.infer<typeof ClientView>;

export function viewOf({ orgId: _, secretHash, ...client }: OAuthClient): ClientView {
  return { ...client, isConfidential: secretHash !== undefined };
}
