import * as z from 'zod';
import { ProjectId } from '../../shared/project.ts';
import { pageOf, pageQuery, route } from '../../shared/route.ts';
import { TaskOptions } from '../../shared/task/options.ts';
import { Task, TaskId } from '../../shared/task/task.ts';
import { GuardianBatch, NewBatch } from './batch/batch.ts';
import { GuardianTest, NewTest, ReportFormat } from './test/test.ts';

const options = TaskOptions.optional().describe('How the task is queued. Keys count within the project.');
const accepted = z.object({ task: Task });
const params = z.strictObject({ id: TaskId });

export const guardianContract = {
  submitTest: route({
    method: 'POST',
    path: '/v1/guardian/tests',
    summary: 'Test a website',
    description: 'Opens the page in a real browser. Follow the task; the report is there when it has succeeded.',
    access: 'guardian:write',
    body: NewTest.extend({ options }),
    reply: { status: 202, description: 'Accepted; counted against the month.', body: accepted },
    errors: ['not_found', 'quota_exceeded'],
    isIdempotent: true,
  }),
  listTests: route({
    method: 'GET',
    path: '/v1/guardian/tests',
    summary: 'List tests, newest first',
    access: 'guardian:read',
    query: z.strictObject({ ...pageQuery, projectId: ProjectId.optional() }),
    reply: { status: 200, description: 'A page of tests.', body: pageOf(GuardianTest) },
    errors: ['invalid_cursor'],
  }),
  getTest: route({
    method: 'GET',
    path: '/v1/guardian/tests/{id}',
    summary: 'Read a test',
    access: 'guardian:read',
    params,
    reply: { status: 200, description: 'The test, with its outcome once there is one.', body: GuardianTest },
    errors: ['not_found'],
  }),
  getReport: route({
    method: 'GET',
    path: '/v1/guardian/tests/{id}/report',
    summary: 'Read the report of a test',
    access: 'guardian:read',
    // The other formats are made of the stored report at each request.
    cost: 2,
    params,
    query: z.strictObject({ format: ReportFormat.default('json') }),
    reply: {
      status: 200,
      description: 'The report as JSON, as a page, as SARIF 2.1.0, or as JUnit XML.',
      contentTypes: ['application/json', 'text/html', 'application/sarif+json', 'application/xml'],
    },
    errors: ['not_found', 'conflict'],
  }),
  getArtifact: route({
    method: 'GET',
    path: '/v1/guardian/tests/{id}/artifacts/{name}',
    summary: 'Get a screenshot or a raw result of a test',
    access: 'guardian:read',
    params: params.extend({ name: z.string().regex(/^[\w.-]{1,100}$/) }),
    reply: { status: 302, description: '`Location` serves the artifact for five minutes.', contentTypes: [] },
    errors: ['not_found', 'conflict'],
  }),
  submitBatch: route({
    method: 'POST',
    path: '/v1/guardian/batches',
    summary: 'Test several pages',
    description:
      'One test of each URL, as parts of one task that ends when all of them have. Each test counts against the month when the batch asks for it; one that is refused is in the result with its error.',
    access: 'guardian:write',
    body: NewBatch.extend({ options }),
    reply: { status: 202, description: 'Accepted.', body: accepted },
    errors: ['not_found'],
    cost: 10,
    isIdempotent: true,
  }),
  listBatches: route({
    method: 'GET',
    path: '/v1/guardian/batches',
    summary: 'List batches, newest first',
    access: 'guardian:read',
    query: z.strictObject({ ...pageQuery, projectId: ProjectId.optional() }),
    reply: { status: 200, description: 'A page of batches.', body: pageOf(GuardianBatch) },
    errors: ['invalid_cursor'],
  }),
  getBatch: route({
    method: 'GET',
    path: '/v1/guardian/batches/{id}',
    summary: 'Read a batch and how far its tests are',
    access: 'guardian:read',
    params,
    reply: { status: 200, description: 'The batch.', body: GuardianBatch },
    errors: ['not_found'],
  }),
} as const;
