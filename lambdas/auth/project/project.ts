import * as z from 'zod';
import { ProjectId } from '../../../shared/project.ts';

export const Project = z
  .object({
    id: ProjectId,
    name: z.string(),
    repositoryUrl: z.string().optional(),
    teamIds: z
      .array(z.string())
      .default([])
      .describe('The teams that it is closed to; open to all members without any.'),
    createdAt: z.iso.datetime(),
    updatedAt: z.iso.datetime(),
    version: z.number().int().describe('Grows with each change; also its `ETag`.'),
  })
  .meta({ id: 'Project' });
export type Project = z.infer<typeof Project>;

const name = z.string().trim().min(1).max(100);
const repositoryUrl = z.url({ protocol: /^https$/, hostname: z.regexes.domain }).max(2_000);

export const NewProject = z.strictObject({ name, repositoryUrl: repositoryUrl.optional() });
export type NewProject = z.infer<typeof NewProject>;

export const ProjectChange = z
  .strictObject({ name: name.optional(), repositoryUrl: repositoryUrl.optional() })
  .refine((change) => Object.keys(change).length > 0, 'Name at least one field to change');
export type ProjectChange = z.infer<typeof ProjectChange>;
