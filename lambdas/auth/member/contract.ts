import * as z from 'zod';
import { pageOf, pageQuery, route } from '../../../shared/route.ts';
import { MemberRole } from '../role/role.ts';
import { UserId } from '../user/user.ts';
import { Member } from './member.ts';

const params = z.strictObject({ userId: UserId });

export const memberContract = {
  listMembers: route({
    method: 'GET',
    path: '/v1/members',
    summary: 'List the members of the organization',
    access: 'members:read',
    query: z.strictObject(pageQuery),
    reply: { status: 200, description: 'A page of members.', body: pageOf(Member) },
    errors: ['invalid_cursor'],
  }),
  changeRole: route({
    method: 'PATCH',
    path: '/v1/members/{userId}',
    summary: 'Give a member another role',
    description: 'Nobody can give a role above their own, and the last owner stays one.',
    access: 'roles:write',
    params,
    body: z.strictObject({ role: MemberRole }),
    reply: { status: 200, description: 'The member with the new role.', body: Member },
    errors: ['not_found', 'conflict'],
  }),
  removeMember: route({
    method: 'DELETE',
    path: '/v1/members/{userId}',
    summary: 'Remove a member, or leave',
    description:
      'To remove others needs `members:write` and all that they may do; everybody may leave, but for the last owner.',
    access: 'authenticated',
    params,
    reply: { status: 204, description: 'Done.' },
    errors: ['forbidden', 'not_found', 'conflict'],
  }),
  endMemberSessions: route({
    method: 'DELETE',
    path: '/v1/members/{userId}/sessions',
    summary: 'Log a member out of this organization everywhere',
    description: 'Effective within 30 seconds. Sessions in other organizations go on.',
    access: 'members:write',
    params,
    reply: { status: 204, description: 'Done.' },
    errors: ['forbidden', 'not_found'],
  }),
} as const;
