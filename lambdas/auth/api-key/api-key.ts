import * as z from 'zod';
import { idPattern } from '../../../shared/id.ts';
import { ProjectId } from '../../../shared/project.ts';
import { UsedFrom } from './credential/credential.ts';
import { Rotation, StoredRotation } from './rotation/rotation.ts';
import { Scope } from './scope.ts';

export const ApiKeyId = z.string().regex(idPattern('apiKey'), 'Not an API key id');

export const ApiKey = z
  .object({
    id: ApiKeyId,
    name: z.string(),
    scopes: z.array(Scope),
    projectIds: z.array(z.string()).optional().describe('The only projects that the key may touch.'),
    allowedIps: z.array(z.string()).optional().describe('The only networks that the key may be used from.'),
    burstPerMinute: z.number().int().optional().describe('A limit of its own, in requests per minute.'),
    hint: z.string().describe('The first characters of the secret, to tell keys apart.'),
    createdBy: z.string(),
    createdAt: z.iso.datetime(),
    expiresAt: z.iso.datetime().optional(),
    revokedAt: z.iso.datetime().optional(),
    isImported: z.boolean().optional().describe('Its first secret was not made by us.'),
    lastUsedAt: z.iso.datetime().optional().describe('Written down at most every five minutes.'),
    lastUsedRoute: z.string().optional(),
    lastUsedFrom: UsedFrom.optional(),
    rotation: Rotation.optional().describe('The last change of secret.'),
    version: z.number().int().describe('Grows with each change. `If-Match: "v<version>"` guards an update.'),
  })
  .meta({ id: 'ApiKey' });
export type ApiKey = z.infer<typeof ApiKey>;

/** As it lies in the table. Its uses are kept with the secrets while these are good, and here afterwards. */
export const StoredKey = ApiKey.extend({
  orgId: z.string(),
  /** Of the secret that was made last. */
  hash: z.string(),
  generation: z.number().int(),
  rotation: StoredRotation.optional(),
});
export type StoredKey = z.infer<typeof StoredKey>;

/** The hashes of the secrets that may be good: two while a rotation runs. */
export function hashesOf({ hash, rotation }: Pick<StoredKey, 'hash' | 'rotation'>): string[] {
  return rotation && rotation.closedAt === undefined ? [hash, rotation.oldHash] : [hash];
}

const name = z.string().trim().min(1).max(100);
const scopes = z.array(Scope).min(1).max(20);
const projectIds = z.array(ProjectId).min(1).max(20).refine(isWithoutRepeats, 'Name each project once');
const network = z.union([z.cidrv4(), z.cidrv6(), z.ipv4(), z.ipv6()], 'Not an IP address or network (CIDR)');
const allowedIps = z.array(network).min(1).max(50);
const burstPerMinute = z.number().int().min(1);
const expiresAt = z.iso.datetime();

export const NewApiKey = z.strictObject({
  name,
  scopes,
  projectIds: projectIds.optional(),
  allowedIps: allowedIps.optional(),
  burstPerMinute: burstPerMinute.optional(),
  expiresAt: expiresAt.optional(),
});
export type NewApiKey = z.infer<typeof NewApiKey>;

const none = '`null` takes it away.';
export const ApiKeyChange = z
  .strictObject({
    name: name.optional(),
    scopes: scopes.optional(),
    projectIds: projectIds.nullish().describe(none),
    allowedIps: allowedIps.nullish().describe(none),
    burstPerMinute: burstPerMinute.nullish().describe(none),
    expiresAt: expiresAt.nullish().describe(none),
  })
  .refine((change) => Object.keys(change).length > 0, 'Name at least one field to change');
export type ApiKeyChange = z.infer<typeof ApiKeyChange>;

/** A key with the secret that is made for it. */
export interface KeyWithSecret {
  readonly apiKey: ApiKey;
  readonly secret: string;
}

function isWithoutRepeats(values: readonly string[]): boolean {
  return new Set(values).size === values.length;
}
