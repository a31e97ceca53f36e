import * as z from 'zod';
import { defineEvent } from '../../shared/events.ts';

export const anomalyDetected = defineEvent({
  type: 'intelligence.anomaly.detected.v1',
  audience: 'customers',
  description: 'A metric of a project left the range that was to be expected.',
  subject: 'projectId',
  payload: z.object({
    projectId: z.string(),
    metric: z.string(),
    at: z.iso.datetime(),
    value: z.number(),
    expected: z.object({ low: z.number(), high: z.number() }),
    severity: z.enum(['critical', 'high', 'medium', 'low', 'info']),
  }),
  example: {
    projectId: 'prj_01jd9pzv3b8c4d5e6f7g8h9j0k',
    metric: 'guardian.performance.lcp',
    at: '2026-11-22T12:00:00.000Z',
    value: 5_120,
    expected: { low: 1_800, high: 2_600 },
    severity: 'high',
  },
});
