import * as z from 'zod';
import { defineEvent } from '../../shared/events.ts';
import { Plan } from '../../shared/plan.ts';

export const subscriptionChanged = defineEvent({
  type: 'billing.subscription.changed.v1',
  audience: 'customers',
  description: 'From now on the organization has this plan.',
  payload: z.object({ plan: Plan }),
  example: { plan: 'pro' },
});

const usage = {
  meter: z.string().describe('What is counted, e.g. `guardian.test` or `telemetry.event`.'),
  month: z
    .string()
    .regex(/^\d{4}-\d{2}$/)
    .describe('UTC.'),
  used: z.int().min(0),
  limit: z.int().min(0),
};
const exampleUsage = { meter: 'guardian.test', month: '2026-11', limit: 500 };

export const usageWarning = defineEvent({
  type: 'usage.limit.warning.v1',
  audience: 'customers',
  description: 'Four fifths of what the plan includes in this month are used.',
  subject: 'meter',
  payload: z.object(usage),
  example: { ...exampleUsage, used: 400 },
});

export const usageExceeded = defineEvent({
  type: 'usage.limit.exceeded.v1',
  audience: 'customers',
  description: 'What the plan includes in this month is used up.',
  subject: 'meter',
  payload: z.object(usage),
  example: { ...exampleUsage, used: 500 },
});
