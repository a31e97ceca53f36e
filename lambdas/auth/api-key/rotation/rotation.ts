import * as z from 'zod';
import { type Credential, sampleMs, UsedFrom } from '../credential/credential.ts';

export const maxGraceSeconds = 30 * 24 * 3_600;
export const defaultGraceSeconds = 7 * 24 * 3_600;
const maxQuietMs = 24 * 3_600_000;

/** A change of secret, while both work and afterwards. */
export const StoredRotation = z.object({
  startedAt: z.iso.datetime(),
  closesAt: z.iso.datetime(),
  oldHash: z.string(),
  oldHint: z.string(),
  closedAt: z.iso.datetime().optional(),
  /** What was known when it was closed. */
  oldLastUsedAt: z.iso.datetime().optional(),
  oldLastUsedRoute: z.string().optional(),
  oldLastUsedFrom: UsedFrom.optional(),
});
export type StoredRotation = z.infer<typeof StoredRotation>;

export const Rotation = StoredRotation.omit({ oldHash: true }).extend({
  oldHint: z.string().describe('The first characters of the old secret.'),
  newLastUsedAt: z.iso.datetime().optional(),
  state: z
    .enum(['waiting', 'switched', 'closed'])
    .describe(
      '`waiting`: the old secret is still needed. `switched`: only the new one is used. `closed`: the old one is dead.',
    ),
});
export type Rotation = z.infer<typeof Rotation>;

/** Both secrets work. At the end of grace the old one dies to the millisecond, whether or not anybody has tidied up. */
export function isOpen(rotation: StoredRotation | undefined, now: number): rotation is StoredRotation {
  return rotation !== undefined && rotation.closedAt === undefined && Date.parse(rotation.closesAt) > now;
}

/** How long the old secret must be unused to be called unused. */
export function quietMs({ startedAt, closesAt }: StoredRotation): number {
  return Math.min(maxQuietMs, (Date.parse(closesAt) - Date.parse(startedAt)) / 2);
}

/**
 * The earliest time, by what is known now, at which the old secret may be closed: it was unused for the quiet time since the
 * new one was first used, or its grace is over. A use may be one sample later than what was written of it.
 */
export function closableAt(
  rotation: StoredRotation,
  secrets: { readonly old?: Credential; readonly next?: Credential },
  now: number,
): number {
  const { old, next } = secrets;
  const oldUse = old?.lastUsedAt === undefined ? 0 : Date.parse(old.lastUsedAt) + sampleMs;
  const since = next?.firstUsedAt === undefined ? now : Math.max(oldUse, Date.parse(next.firstUsedAt));
  return Math.min(Date.parse(rotation.closesAt), since + quietMs(rotation));
}

export function stateOf(
  rotation: StoredRotation,
  secrets: { readonly old?: Credential; readonly next?: Credential },
  now: number,
): Rotation['state'] {
  if (!isOpen(rotation, now)) return 'closed';
  const { old, next } = secrets;
  if (next?.firstUsedAt === undefined) return 'waiting';
  return old?.lastUsedAt !== undefined && old.lastUsedAt > next.firstUsedAt ? 'waiting' : 'switched';
}
