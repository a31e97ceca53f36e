import { expect, test } from 'vitest';
import { z } from 'zod';
import { networkStatementsOf, statementsOf } from '../statements.ts';
import type { World } from '../synth.ts';

const Role = z.strictObject({
  AssumeRolePolicyDocument: z.object({
    Statement: z.tuple([
      z.strictObject({
        Effect: z.literal('Allow'),
        Action: z.literal('sts:AssumeRole'),
        // Beside functions there is only what writes down the flows of a network.
        Principal: z.strictObject({ Service: z.enum(['lambda.amazonaws.com', 'vpc-flow-logs.amazonaws.com']) }),
      }),
    ]),
  }),
  Tags: z.unknown(),
});

export function rolesAreNarrow(world: World): void {
  const statements = statementsOf(world);

  test('every statement names what it allows, resource by resource', () => {
    expect(statements).not.toHaveLength(0);
    const wide = statements.filter(({ resources }) =>
      resources.some((resource) => resource === '*' || resource.endsWith(':*')),
    );
    expect(wide).toEqual([]);
  });

  test('every statement names its actions in full', () => {
    expect(statements.filter(({ actions }) => actions.some((action) => action.includes('*')))).toEqual([]);
  });

  test('a wildcard in a resource stands for object keys and nothing else', () => {
    const wildcards = statements.filter(({ resources }) => resources.some((resource) => resource.includes('*')));
    const onObjects = wildcards.filter(({ actions }) =>
      actions.every((action) => /^s3:(?:(?:Get|Put|Delete)Object|AbortMultipartUpload)$/.test(action)),
    );
    expect(wildcards).toEqual(onObjects);
  });

  test('what Lambda needs for a network is denied to the code of the function', () => {
    const network = networkStatementsOf(world);
    const of = (wanted: 'Allow' | 'Deny') =>
      network.filter(({ effect }) => effect === wanted).map(({ role, actions }) => ({ role, actions }));
    expect(of('Deny')).toEqual(of('Allow'));
  });

  test('every role is for Lambda alone, and has no policy but its own', () => {
    const roles = world.of('AWS::IAM::Role');
    expect(roles).not.toHaveLength(0);
    expect(roles.filter(({ properties }) => !Role.safeParse(properties).success)).toEqual([]);
    expect(world.of('AWS::IAM::ManagedPolicy')).toEqual([]);
  });
}
