import { type Access, account, type Principal } from '../service.ts';
import type { Context } from './condition.ts';
import { type Decision, denialError } from './denial.ts';
import type { Statement } from './policy-document.ts';
import { covers, grantMatches, grantsOf } from './statement.ts';
import { unobservedServices } from './unobserved.ts';

export interface RolePolicy {
  readonly arn: string;
  readonly name: string;
  readonly statements: readonly Statement[];
}

export interface Grant {
  readonly role: string;
  readonly action: string;
  readonly resource: string;
}

/** The identity policies of all roles, and which of their grants were ever used. */
export class Policies {
  readonly #roles: ReadonlyMap<string, RolePolicy>;
  readonly #used = new Set<string>();

  constructor(roles: readonly RolePolicy[]) {
    this.#roles = new Map(roles.map((role) => [role.arn, role]));
  }

  /** Throws the error of the called service for the first access that the caller is not allowed. */
  check(service: string, principal: Principal, accesses: readonly Access[]): void {
    if (principal.kind === 'root' || accesses.length === 0) return;
    const role = this.#role(principal.arn);
    for (const access of accesses) {
      const decision = this.decide(principal, access);
      if (decision !== 'allowed')
        throw denialError(service, { roleName: role.name, functionName: principal.functionName, access, decision });
    }
    for (const access of accesses) this.#recordUse(role, access);
  }

  /**
   * Explicit deny wins over allow, and nothing is allowed unless a statement says so
   * (https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_evaluation-logic.html). Records no use.
   */
  decide(principal: Principal, access: Access): Decision {
    if (principal.kind === 'root') return 'allowed';
    const role = this.#role(principal.arn);
    const context = contextOf(role, access);
    const matching = role.statements.filter((statement) => covers(statement, access, context));
    if (matching.some((statement) => statement.effect === 'Deny')) return 'explicitly-denied';
    return matching.length > 0 ? 'allowed' : 'implicitly-denied';
  }

  /** What the template grants and no request has needed since the start, per role, in the policies' own words. */
  unusedGrants(): Grant[] {
    const unused = new Map<string, Grant>();
    for (const role of this.#roles.values()) {
      for (const grant of role.statements.flatMap(grantsOf)) {
        const service = grant.action.split(':')[0] ?? '';
        const id = grantId(role, grant);
        if (!Object.hasOwn(unobservedServices, service) && !this.#used.has(id))
          unused.set(id, { role: role.name, ...grant });
      }
    }
    return [...unused.values()];
  }

  #recordUse(role: RolePolicy, access: Access): void {
    const context = contextOf(role, access);
    for (const statement of role.statements) {
      if (statement.effect === 'Deny' || !covers(statement, access, context)) continue;
      for (const grant of grantsOf(statement))
        if (grantMatches(statement, grant, access)) this.#used.add(grantId(role, grant));
    }
  }

  #role(arn: string): RolePolicy {
    const role = this.#roles.get(arn);
    if (!role) throw new Error(`No template has a role ${arn}.`);
    return role;
  }
}

function grantId(role: RolePolicy, grant: { action: string; resource: string }): string {
  return JSON.stringify([role.arn, grant.action, grant.resource]);
}

/** Global keys (https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_condition-keys.html); loopback stands for TLS. */
function contextOf(role: RolePolicy, access: Access): Context {
  return {
    'aws:PrincipalArn': role.arn,
    'aws:PrincipalAccount': account.id,
    'aws:PrincipalType': 'AssumedRole',
    'aws:RequestedRegion': account.region,
    'aws:ResourceAccount': account.id,
    'aws:SecureTransport': 'true',
    ...access.context,
  };
}
