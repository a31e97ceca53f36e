import * as z from 'zod';
import { defineEvent } from '../../shared/events.ts';
import { Plan } from '../../shared/plan.ts';

export const subscriptionChanged = defineEvent({
  type: 'billing.subscription.changed.v1',
  description: 'From now on the organization has this plan.',
  payload: z.object({ plan: Plan }),
});
