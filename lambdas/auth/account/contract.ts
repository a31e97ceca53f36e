import * as z from 'zod';
import { ActorType } from '../../../shared/context.ts';
import { route } from '../../../shared/route.ts';
import { Organization } from '../organization/organization.ts';
import { User } from '../user/user.ts';

export const accountContract = {
  getMe: route({
    method: 'GET',
    path: '/v1/me',
    summary: 'Who am I',
    access: 'authenticated',
    reply: {
      status: 200,
      description: 'The caller, its organization, and what it may do.',
      body: z.object({
        actor: z.object({ type: ActorType, id: z.string() }),
        user: User.optional().describe('Absent for API keys.'),
        organization: Organization,
        permissions: z.array(z.string()),
      }),
    },
  }),
} as const;
