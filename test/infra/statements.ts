import { z } from 'zod';
import type { World } from './synth.ts';

const list = z.union([z.string().transform((one) => [one]), z.array(z.string())]);
const Policy = z.object({
  Roles: z.array(z.string()),
  PolicyDocument: z.object({
    Statement: z.array(
      z.discriminatedUnion('Effect', [
        z.strictObject({
          ...{ Effect: z.literal('Allow'), Action: list, Resource: list },
          // The one condition of ours: which keys of a bucket may be listed.
          Condition: z.strictObject({ StringLike: z.strictObject({ 's3:prefix': z.string() }) }).optional(),
        }),
        z.strictObject({ Effect: z.literal('Deny'), Action: list, Resource: list, Condition: z.unknown() }),
      ]),
    ),
  }),
});

/** One statement of a role's policy. */
export interface RoleStatement {
  readonly effect: 'Allow' | 'Deny';
  /** Path of the role. */
  readonly role: string;
  readonly actions: readonly string[];
  readonly resources: readonly string[];
}

export function statementsOf(world: World): RoleStatement[] {
  return allStatementsOf(world).filter(({ effect, actions }) => effect === 'Allow' && !isNetwork(actions));
}

/**
 * What Lambda needs of the role of a function to run it in a network: without a resource, and denied to the function's own code
 * (`lib/constructs/static-egress.ts`).
 */
export function networkStatementsOf(world: World): RoleStatement[] {
  return allStatementsOf(world).filter(({ actions }) => isNetwork(actions));
}

const isNetwork = (actions: readonly string[]) => actions.every((action) => action.startsWith('ec2:'));

function allStatementsOf(world: World): RoleStatement[] {
  return world.of('AWS::IAM::Policy').flatMap(({ properties }) => {
    const { Roles, PolicyDocument } = Policy.parse(properties);
    return Roles.flatMap((role) =>
      PolicyDocument.Statement.map(({ Effect, Action, Resource }) => ({
        effect: Effect,
        role: world.at(role).path,
        actions: Action,
        resources: Resource,
      })),
    );
  });
}
