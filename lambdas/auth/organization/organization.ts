import * as z from 'zod';
import { idPattern } from '../../../shared/id.ts';
import { Plan } from '../../../shared/plan.ts';
import { MemberRole } from '../role/role.ts';

export const OrganizationId = z.string().regex(idPattern('organization'), 'Not an organization id');

/** Stands in mails to people who have never heard of it, so it is neither a link nor anything that reads as something else. */
export const OrganizationName = z
  .string()
  .trim()
  .min(1)
  .max(100)
  .regex(/^(?!.*:\/\/)[^\p{Cc}\u200e\u200f\u202a-\u202e\u2066-\u2069]+$/u, 'No links and no control characters');

export const Organization = z
  .object({
    id: OrganizationId,
    name: z.string(),
    plan: Plan,
    createdAt: z.iso.datetime(),
    requiresSecondFactor: z
      .boolean()
      .optional()
      .describe('Members may do nothing here until they have logged in with a second factor or a passkey.'),
    version: z.number().int().default(1).describe('Grows with each change; also its `ETag`.'),
    deletionScheduledFor: z.iso
      .datetime()
      .optional()
      .describe(
        'When it will be erased, with all that belongs to it. Until then it works, and an owner can restore it.',
      ),
  })
  .meta({ id: 'Organization' });
export type Organization = z.infer<typeof Organization>;

export const OrganizationChange = z
  .strictObject({ name: OrganizationName.optional(), requiresSecondFactor: z.boolean().optional() })
  .refine((change) => Object.keys(change).length > 0, 'Name at least one field to change');
export type OrganizationChange = z.infer<typeof OrganizationChange>;

/** From the deletion of an organization until it is erased. */
export const deletionGraceMs = 30 * 24 * 3_600_000;

/** What an organization counts of itself, so that a limit is one condition of one write. */
export type Counter = 'projectCount' | 'memberCount' | 'seatCount' | 'ownerCount' | 'roleCount' | 'teamCount';

export const Membership = z.object({
  orgId: z.string(),
  userId: z.string(),
  role: MemberRole,
  joinedAt: z.iso.datetime(),
  teams: z.array(z.string()).optional(),
  /** How often the teams changed since the member joined. */
  teamChanges: z.number().int().optional(),
  /** Milliseconds since the epoch; sessions that began until then reach this organization no more. */
  sessionsEndedAt: z.number().optional(),
});
export type Membership = z.infer<typeof Membership>;

/** Also of a session that is in another organization now, and would be switched back. */
export function isClosedTo(membership: Membership, session: { readonly createdAt: string }): boolean {
  return Date.parse(session.createdAt) <= (membership.sessionsEndedAt ?? 0);
}
