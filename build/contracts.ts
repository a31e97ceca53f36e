import { authContract } from '../lambdas/auth/contract.ts';
import { autopilotContract } from '../lambdas/autopilot-runner/contract.ts';
import { eventsContract } from '../lambdas/events/contract.ts';
import { guardianContract } from '../lambdas/guardian-runner/contract.ts';
import { insightContract } from '../lambdas/insight-runner/contract.ts';
import { platformContract } from '../lambdas/platform/contract.ts';
import { tasksContract } from '../lambdas/tasks/contract.ts';
import type { Contract } from '../shared/route.ts';

/** Every contract, by the name that the reference shows. */
export const contracts = {
  auth: authContract,
  tasks: tasksContract,
  events: eventsContract,
  insight: insightContract,
  autopilot: autopilotContract,
  guardian: guardianContract,
  platform: platformContract,
} as const satisfies Record<string, Contract>;
