import * as z from 'zod';
import { idPattern } from '../../../shared/id.ts';

export const TeamId = z.string().regex(idPattern('team'), 'Not a team id');

export const TeamName = z.string().trim().min(1).max(100);

export const Team = z
  .object({
    id: TeamId,
    name: z.string(),
    createdAt: z.iso.datetime(),
    updatedAt: z.iso.datetime(),
    version: z.number().int().describe('Grows with each change; also its `ETag`.'),
  })
  .meta({ id: 'Team' });
export type Team = z.infer<typeof Team>;

/** What travels with every request of a person, so there are not many. */
export const teamsPerMember = 20;
export const teamsPerProject = 20;
export const teamsPerOrganization = 200;
