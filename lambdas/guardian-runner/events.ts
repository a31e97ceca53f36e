import * as z from 'zod';
import { defineEvent } from '../../shared/events.ts';
import { Scores, Status } from './report/report.ts';

const test = { testId: z.string(), projectId: z.string(), url: z.string(), status: Status, scores: Scores };
const exampleTest = {
  testId: 'task_01jd9q4w8x5k2m7n3p6r0s1t2v',
  projectId: 'prj_01jd9pzv3b8c4d5e6f7g8h9j0k',
  url: 'https://www.example.com/',
  scores: { accessibility: 97, performance: 88, security: 75, seo: 100, bestPractices: 92, overall: 87 },
} as const;

export const testCompleted = defineEvent({
  type: 'guardian.test.completed.v1',
  audience: 'customers',
  description: 'A website was tested; the report can be read.',
  subject: 'testId',
  payload: z.object({ ...test, pass: z.boolean() }),
  example: { ...exampleTest, status: 'passed', pass: true },
});

export const gateFailed = defineEvent({
  type: 'guardian.gate.failed.v1',
  audience: 'customers',
  description: 'A completed test did not pass.',
  subject: 'testId',
  payload: z.object({ ...test, reasons: z.array(z.string()) }),
  example: {
    ...exampleTest,
    status: 'failed',
    scores: { ...exampleTest.scores, overall: 64 },
    reasons: ['The overall score 64 is below 70.'],
  },
});

const monitor = { monitorId: z.string(), projectId: z.string(), url: z.string(), changedAt: z.iso.datetime() };
const exampleMonitor = {
  monitorId: 'mon_01jd9r1c7t9v2w4x6y8z0a1b3c',
  projectId: 'prj_01jd9pzv3b8c4d5e6f7g8h9j0k',
  url: 'https://www.example.com/health',
  changedAt: '2026-11-22T12:00:00.000Z',
};

export const monitorDown = defineEvent({
  type: 'guardian.monitor.down.v1',
  audience: 'customers',
  description: 'A monitored website no longer replies as expected. Told once, when its state changes.',
  subject: 'monitorId',
  payload: z.object({
    ...monitor,
    status: z.int().nullable().describe('The HTTP status of the reply; null when there was none.'),
    reason: z.string(),
  }),
  example: { ...exampleMonitor, status: 503, reason: 'Expected status 200, got 503.' },
});

export const monitorUp = defineEvent({
  type: 'guardian.monitor.up.v1',
  audience: 'customers',
  description: 'A monitored website replies as expected again. Told once, when its state changes.',
  subject: 'monitorId',
  payload: z.object({ ...monitor, downSince: z.iso.datetime() }),
  example: { ...exampleMonitor, changedAt: '2026-11-22T12:07:00.000Z', downSince: '2026-11-22T12:00:00.000Z' },
});
