import * as z from 'zod';

export const Plan = z.enum(['free', 'pro', 'enterprise']);
export type Plan = z.infer<typeof Plan>;

/** Work that a plan counts per calendar month (UTC). */
export type Metered = 'insight.analysis' | 'autopilot.run' | 'guardian.test';

interface Limits {
  readonly projects: number;
  readonly members: number;
  readonly perMonth: Readonly<Record<Metered, number>>;
}

const unlimited = Number.MAX_SAFE_INTEGER;

/** The limits of each plan; `unlimited` is a number so that every check is the same comparison. */
export const planLimits: Readonly<Record<Plan, Limits>> = {
  free: {
    projects: 3,
    members: 1,
    perMonth: { 'insight.analysis': 100, 'autopilot.run': 10, 'guardian.test': 50 },
  },
  pro: {
    projects: 10,
    members: 5,
    perMonth: { 'insight.analysis': 1_000, 'autopilot.run': 100, 'guardian.test': 500 },
  },
  enterprise: {
    projects: unlimited,
    members: unlimited,
    perMonth: { 'insight.analysis': unlimited, 'autopilot.run': unlimited, 'guardian.test': unlimited },
  },
};
