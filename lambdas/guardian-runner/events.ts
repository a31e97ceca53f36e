import * as z from 'zod';
import { defineEvent } from '../../shared/events.ts';
import { Scores, Status } from './report/report.ts';

const test = { testId: z.string(), projectId: z.string(), url: z.string(), status: Status, scores: Scores };

export const testCompleted = defineEvent({
  type: 'guardian.test.completed.v1',
  description: 'A website was tested; the report can be read.',
  payload: z.object({ ...test, pass: z.boolean() }),
});

export const gateFailed = defineEvent({
  type: 'guardian.gate.failed.v1',
  description: 'A completed test did not pass.',
  payload: z.object({ ...test, reasons: z.array(z.string()) }),
});
