import * as z from 'zod';
import { Scope } from '../api-key/scope.ts';
import { RedirectUri } from './redirect-uri.ts';

const name = z.string().trim().min(1).max(100);
const redirectUris = z.array(RedirectUri).min(1).max(10);
const serviceScopes = z.array(Scope).min(1).max(20);
/** Not `full`: an app that an organization registers says what it needs. */
const appScopes = z
  .array(z.enum(['openid', 'profile', 'email', 'offline_access', ...Scope.options]))
  .min(1)
  .max(24);
const requiresDpop = z.boolean().default(false).describe('Refuse every token request without a DPoP proof.');

export const NewClient = z.discriminatedUnion('kind', [
  z.strictObject({
    kind: z.literal('app'),
    name,
    redirectUris,
    scopes: appScopes,
    isConfidential: z
      .boolean()
      .default(false)
      .describe('The app runs on a server and can keep a secret; not for apps on people’s machines or in browsers.'),
    requiresDpop,
  }),
  z.strictObject({ kind: z.literal('service-account'), name, scopes: serviceScopes, requiresDpop }),
]);
export type NewClient = z.infer<typeof NewClient>;

export const ClientChange = z
  .strictObject({ name, redirectUris, scopes: appScopes, requiresDpop: z.boolean() })
  .partial()
  .refine((change) => Object.keys(change).length > 0, 'Nothing to change');
export type ClientChange = z.infer<typeof ClientChange>;
