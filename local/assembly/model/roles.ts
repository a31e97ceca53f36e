import { managedPolicy as awsManagedPolicy } from '../../aws/iam/managed-policies.ts';
import {
  parseIdentityPolicy,
  parseResourcePolicy,
  type ResourceStatement,
  type Statement,
} from '../../aws/iam/policy-document.ts';
import type { ResolvedStack } from '../resolve.ts';
import { managedPolicy, policy, role } from '../resources/iam.ts';
import { pick, placeOf } from './pick.ts';

export interface RoleModel {
  readonly arn: string;
  readonly name: string;
  /** Who may become this role. */
  readonly trust: readonly ResourceStatement[];
  /** Inline policies, policies attached by other resources, and managed policies. */
  readonly statements: readonly Statement[];
}

interface Attached {
  readonly roleName: string;
  readonly statements: readonly Statement[];
}

export function readRoles(stacks: readonly ResolvedStack[]): RoleModel[] {
  const managed = pick(stacks, managedPolicy).map((each) => ({
    arn: each.ref,
    roles: each.properties.Roles,
    statements: parseIdentityPolicy(each.properties.PolicyDocument, placeOf(each)),
  }));
  const attached = [
    ...attachedPolicies(stacks),
    ...managed.flatMap(({ roles, statements }) => attach(roles, statements)),
  ];
  const roles = pick(stacks, role).map((each): RoleModel => {
    const { AssumeRolePolicyDocument, Policies, ManagedPolicyArns } = each.properties;
    const inline = Policies.flatMap(({ PolicyDocument }) => parseIdentityPolicy(PolicyDocument, placeOf(each)));
    const byArn = ManagedPolicyArns.flatMap(
      (arn) => managed.find((own) => own.arn === arn)?.statements ?? awsManagedPolicy(arn, placeOf(each)),
    );
    const others = attached.filter(({ roleName }) => roleName === each.name).flatMap(({ statements }) => statements);
    const trust = parseResourcePolicy(AssumeRolePolicyDocument, placeOf(each));
    return { arn: each.arn, name: each.name, trust, statements: [...inline, ...others, ...byArn] };
  });
  refuseStrangers(roles, attached);
  return roles;
}

function attachedPolicies(stacks: readonly ResolvedStack[]): Attached[] {
  return pick(stacks, policy).flatMap((each) =>
    attach(each.properties.Roles, parseIdentityPolicy(each.properties.PolicyDocument, placeOf(each))),
  );
}

function attach(roles: readonly string[], statements: readonly Statement[]): Attached[] {
  return roles.map((roleName) => ({ roleName, statements }));
}

function refuseStrangers(roles: readonly RoleModel[], attached: readonly Attached[]): void {
  const stranger = attached.find(({ roleName }) => !roles.some(({ name }) => name === roleName));
  if (stranger) throw new Error(`A policy is attached to the role "${stranger.roleName}", which no template has.`);
}
