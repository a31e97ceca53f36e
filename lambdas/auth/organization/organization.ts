import * as z from 'zod';
import { idPattern } from '../../../shared/id.ts';
import { Plan } from '../../../shared/plan.ts';
import { Role } from '../role/role.ts';

export const OrganizationId = z.string().regex(idPattern('organization'), 'Not an organization id');

export const OrganizationName = z.string().trim().min(1).max(100);

export const Organization = z
  .object({ id: OrganizationId, name: z.string(), plan: Plan, createdAt: z.iso.datetime() })
  .meta({ id: 'Organization' });
export type Organization = z.infer<typeof Organization>;

export const Membership = z.object({
  orgId: z.string(),
  userId: z.string(),
  role: Role,
  joinedAt: z.iso.datetime(),
  teams: z.array(z.string()).optional(),
});
export type Membership = z.infer<typeof Membership>;
