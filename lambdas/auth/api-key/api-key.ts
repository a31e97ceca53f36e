import * as z from 'zod';
import { idPattern } from '../../../shared/id.ts';
import { Plan } from '../../../shared/plan.ts';
import { Scope } from './scope.ts';

export const ApiKeyId = z.string().regex(idPattern('apiKey'), 'Not an API key id');

export const ApiKey = z
  .object({
    id: ApiKeyId,
    name: z.string(),
    scopes: z.array(Scope),
    hint: z.string().describe('The first characters of the secret, to tell keys apart.'),
    createdBy: z.string(),
    createdAt: z.iso.datetime(),
    expiresAt: z.iso.datetime().optional(),
    revokedAt: z.iso.datetime().optional(),
  })
  .meta({ id: 'ApiKey' });
export type ApiKey = z.infer<typeof ApiKey>;

export const NewApiKey = z.strictObject({
  name: z.string().trim().min(1).max(100),
  scopes: z.array(Scope).min(1).max(20),
  expiresAt: z.iso.datetime().optional(),
});
export type NewApiKey = z.infer<typeof NewApiKey>;

/** What the authorizer reads, found by the hash of the secret: all that a request needs, in one item. */
export const Credential = z.object({
  orgId: z.string(),
  keyId: z.string(),
  scopes: z.array(Scope),
  plan: Plan,
  expiresAt: z.iso.datetime().optional(),
});
export type Credential = z.infer<typeof Credential>;
