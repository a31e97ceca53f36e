import * as z from 'zod';
import { errorCatalog } from '../../../shared/errors.ts';
import { ApiKey } from './api-key.ts';
import { Scope } from './scope.ts';

/** A SHA-256 hash in hex, base64 or base64url; hex afterwards. */
const Sha256 = z
  .string()
  .max(64)
  .transform((text) => (/^[0-9a-f]{64}$/i.test(text) ? Buffer.from(text, 'hex') : decoded(text)))
  .refine((bytes) => bytes.length === 32, 'Not a SHA-256 hash in hex or base64')
  .transform((bytes) => bytes.toString('hex'))
  .meta({ type: 'string' });

const ImportedKey = z.strictObject({
  name: z.string().trim().min(1).max(100),
  sha256: Sha256.describe('Of the secret as it is sent, in hex or base64.'),
  scopes: z.array(Scope).min(1).max(20),
  expiresAt: z.iso.datetime().optional(),
  prefix: z.string().max(20).optional().describe('The first characters of the secret, to tell keys apart.'),
});
export type ImportedKey = z.infer<typeof ImportedKey>;

export const Import = z.strictObject({ keys: z.array(ImportedKey).min(1).max(100) });

export const ImportResult = z.object({
  index: z.number().int().describe('The place of the key in the request.'),
  status: z.enum(['imported', 'refused']),
  apiKey: ApiKey.optional(),
  error: z.object({ code: z.enum(Object.keys(errorCatalog)), detail: z.string() }).optional(),
});
export type ImportResult = z.infer<typeof ImportResult>;

function decoded(text: string): Buffer {
  return /^[\w+/-]{43}=?$/.test(text) ? Buffer.from(text, 'base64') : Buffer.alloc(0);
}
