import * as z from 'zod';

export const Plan = z.enum(['free', 'pro', 'enterprise']);
export type Plan = z.infer<typeof Plan>;

/** Work that a plan counts per calendar month (UTC). */
export type Metered = 'insight.analysis' | 'autopilot.run' | 'guardian.test';

interface Limits {
  readonly projects: number;
  readonly members: number;
  /** How long a record of the audit log is kept. */
  readonly auditYears: number;
  readonly perMonth: Readonly<Record<Metered, number>>;
  /** Requests to the API, weighted by the cost of their routes: this many at once, refilled within a minute. */
  readonly burstPerMinute: number;
  /** The same in a calendar month (UTC): a choice of ours, far above what the burst of a working day comes to. */
  readonly requestsPerMonth: number;
  /** How long finished tasks, delivered events and the like are kept. */
  readonly historyDays: number;
  readonly schedules: number;
  readonly webhookEndpoints: number;
  /** Of one upload. */
  readonly uploadBytes: number;
}

const unlimited = Number.MAX_SAFE_INTEGER;
const mebibyte = 1_024 * 1_024;

/** The limits of each plan; `unlimited` is a number so that every check is the same comparison. */
export const planLimits: Readonly<Record<Plan, Limits>> = {
  free: {
    projects: 3,
    members: 1,
    auditYears: 1,
    perMonth: { 'insight.analysis': 100, 'autopilot.run': 10, 'guardian.test': 50 },
    burstPerMinute: 60,
    requestsPerMonth: 100_000,
    historyDays: 7,
    schedules: 3,
    webhookEndpoints: 2,
    uploadBytes: 100 * mebibyte,
  },
  pro: {
    projects: 10,
    members: 5,
    auditYears: 3,
    perMonth: { 'insight.analysis': 1_000, 'autopilot.run': 100, 'guardian.test': 500 },
    burstPerMinute: 300,
    requestsPerMonth: 1_000_000,
    historyDays: 90,
    schedules: 50,
    webhookEndpoints: 10,
    uploadBytes: 500 * mebibyte,
  },
  enterprise: {
    projects: unlimited,
    members: unlimited,
    auditYears: 7,
    perMonth: { 'insight.analysis': unlimited, 'autopilot.run': unlimited, 'guardian.test': unlimited },
    burstPerMinute: 1_000,
    requestsPerMonth: 10_000_000,
    historyDays: 365,
    schedules: 1_000,
    webhookEndpoints: 100,
    uploadBytes: 2_048 * mebibyte,
  },
};
