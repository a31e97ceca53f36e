import * as z from 'zod';
import type { Table } from '../../../../shared/dynamo.ts';
import { Plan } from '../../../../shared/plan.ts';
import { projectKey } from '../../../../shared/project.ts';

export interface Standing {
  /** Undefined when the organization is erased. */
  readonly plan: Plan | undefined;
  readonly hasProject: boolean;
}

const organizationSk = 'ORG';
const Found = z.object({ sk: z.string(), plan: Plan.optional() });

/** How the organization stands, and whether it still has the project: one read of the table of accounts. */
export async function readStanding(accounts: Table, orgId: string, projectId: string): Promise<Standing> {
  const project = projectKey(orgId, projectId);
  const found = await accounts.getMany(Found, [{ pk: `ORG#${orgId}`, sk: organizationSk }, project]);
  return {
    plan: found.find(({ sk }) => sk === organizationSk)?.plan,
    hasProject: found.some(({ sk }) => sk === project.sk),
  };
}
