import * as z from 'zod';
import { ProjectId } from '../../shared/project.ts';
import { pageOf, pageQuery, route } from '../../shared/route.ts';
import { Task, TaskId } from '../../shared/task/task.ts';
import { GuardianTest, NewTest, ReportFormat } from './test/test.ts';

const params = z.strictObject({ id: TaskId });

export const guardianContract = {
  submitTest: route({
    method: 'POST',
    path: '/v1/guardian/tests',
    summary: 'Test a website',
    description: 'Opens the page in a real browser. Follow the task; the report is there when it has succeeded.',
    access: 'guardian:write',
    body: NewTest,
    reply: { status: 202, description: 'Accepted; counted against the month.', body: z.object({ task: Task }) },
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
} as const;
