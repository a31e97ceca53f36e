import { z } from 'zod';
import type { World } from './synth.ts';

const list = z.union([z.string().transform((one) => [one]), z.array(z.string())]);
const Policy = z.object({
  Roles: z.array(z.string()),
  PolicyDocument: z.object({
    Statement: z.array(z.strictObject({ Effect: z.literal('Allow'), Action: list, Resource: list })),
  }),
});

/** One statement of a role's policy. */
export interface RoleStatement {
  /** Path of the role. */
  readonly role: string;
  readonly actions: readonly string[];
  readonly resources: readonly string[];
}

export function statementsOf(world: World): RoleStatement[] {
  return world.of('AWS::IAM::Policy').flatMap(({ properties }) => {
    const { Roles, PolicyDocument } = Policy.parse(properties);
    return Roles.flatMap((role) =>
      PolicyDocument.Statement.map(({ Action, Resource }) => ({
        role: world.at(role).path,
        actions: Action,
        resources: Resource,
      })),
    );
  });
}
