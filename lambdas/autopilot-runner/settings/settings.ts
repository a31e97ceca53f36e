import * as z from 'zod';
import { ApprovalPolicy } from '../../../engines/autopilot/decide/policy.ts';
import { AutopilotSettings } from '../../../engines/autopilot/gates/settings.ts';

/** What a project says of all of its runs. */
export const NewProjectSettings = AutopilotSettings.extend({
  policy: ApprovalPolicy.optional().describe('Who decides: any `deny` wins, then any `review`, then `allow`.'),
});
export type NewProjectSettings = z.infer<typeof NewProjectSettings>;

export const ProjectSettings = NewProjectSettings.extend({
  projectId: z.string(),
  version: z.int().describe('Grows with each change; `If-Match: "v<version>"` demands it. 0: never set.'),
  updatedAt: z.iso.datetime().optional(),
}).meta({ id: 'AutopilotSettings' });
export type ProjectSettings = z.infer<typeof ProjectSettings>;
