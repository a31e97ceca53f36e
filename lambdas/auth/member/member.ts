import * as z from 'zod';
import { MemberRole } from '../role/role.ts';
import { UserId } from '../user/user.ts';

/** A person in an organization. */
export const Member = z
  .object({
    userId: UserId,
    name: z.string(),
    email: z.string(),
    role: MemberRole,
    teams: z.array(z.string()).describe('Ids of the teams that the member is in.'),
    joinedAt: z.iso.datetime(),
  })
  .meta({ id: 'Member' });
export type Member = z.infer<typeof Member>;
