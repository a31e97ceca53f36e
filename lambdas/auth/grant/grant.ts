import type { Permission } from '../../../shared/permission.ts';
import type { Plan } from '../../../shared/plan.ts';

/** What the bearer of an access token may do right now, whatever was true when the token was signed. */
export interface Grant {
  readonly permissions: readonly Permission[];
  readonly plan: Plan;
  readonly teams: readonly string[];
  /** Why there are no permissions, when it is not the role. */
  readonly restriction?: string;
  /** Absent when all projects are open to it. */
  readonly projects?: readonly string[];
}
