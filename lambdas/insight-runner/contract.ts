import * as z from 'zod';
import { DetectorId, Severity } from '../../engines/insight/issue.ts';
import { ProjectId } from '../../shared/project.ts';
import { pageOf, pageQuery, route } from '../../shared/route.ts';
import { TaskOptions } from '../../shared/task/options.ts';
import { Task, TaskId } from '../../shared/task/task.ts';
import { Analysis, NewAnalysis, ReportFormat } from './analysis/analysis.ts';
import { IssueState, ReportedIssue } from './analysis/report.ts';
import { NewSnapshot, Snapshot } from './snapshot/snapshot.ts';
import { Trend } from './snapshot/trend.ts';

const params = z.strictObject({ id: TaskId });

export const insightContract = {
  submitAnalysis: route({
    method: 'POST',
    path: '/v1/insight/analyses',
    summary: 'Analyse code',
    description:
      'Looks at an uploaded repository of JavaScript or TypeScript; nothing of it is executed. Follow the task; the report is there when it has succeeded.',
    access: 'insight:write',
    body: NewAnalysis.extend({
      options: TaskOptions.optional().describe('How the task is queued. Keys count within the project.'),
    }),
    reply: { status: 202, description: 'Accepted; counted against the month.', body: z.object({ task: Task }) },
    errors: ['not_found', 'conflict', 'quota_exceeded'],
    isIdempotent: true,
  }),
  listAnalyses: route({
    method: 'GET',
    path: '/v1/insight/analyses',
    summary: 'List analyses, newest first',
    access: 'insight:read',
    query: z.strictObject({ ...pageQuery, projectId: ProjectId.optional() }),
    reply: { status: 200, description: 'A page of analyses.', body: pageOf(Analysis) },
    errors: ['invalid_cursor'],
  }),
  getAnalysis: route({
    method: 'GET',
    path: '/v1/insight/analyses/{id}',
    summary: 'Read an analysis',
    access: 'insight:read',
    params,
    reply: { status: 200, description: 'The analysis, with its outcome once there is one.', body: Analysis },
    errors: ['not_found'],
  }),
  listIssues: route({
    method: 'GET',
    path: '/v1/insight/analyses/{id}/issues',
    summary: 'List the issues of an analysis',
    description:
      'In the order of files and lines. With a baseline, each says whether it is new; those that are resolved come with `state=resolved`.',
    access: 'insight:read',
    cost: 2,
    params,
    query: z.strictObject({
      ...pageQuery,
      severity: Severity.optional(),
      detector: DetectorId.optional(),
      ruleId: z.string().max(200).optional(),
      file: z.string().max(4_096).optional().describe('A file, or a folder with a slash at its end.'),
      state: IssueState.optional(),
    }),
    reply: { status: 200, description: 'A page of issues.', body: pageOf(ReportedIssue) },
    errors: ['not_found', 'conflict', 'invalid_cursor'],
  }),
  getAnalysisReport: route({
    method: 'GET',
    path: '/v1/insight/analyses/{id}/report',
    summary: 'Read the report of an analysis',
    access: 'insight:read',
    // The other formats are made of the stored report at each request.
    cost: 2,
    params,
    query: z.strictObject({ format: ReportFormat.default('json') }),
    reply: {
      status: 200,
      description: 'The report as JSON, as a page, as SARIF 2.1.0, or as Markdown for a pull request.',
      contentTypes: ['application/json', 'text/html', 'application/sarif+json', 'text/markdown'],
    },
    errors: ['not_found', 'conflict'],
  }),
  submitSnapshot: route({
    method: 'POST',
    path: '/v1/insight/snapshots',
    summary: 'Keep the numbers of an analysis made elsewhere',
    description:
      'Numbers only, never code: fields that are not listed are refused. Sent again, a snapshot counts once. The risk score is checked.',
    access: 'insight:write',
    body: NewSnapshot,
    reply: {
      status: 201,
      description: 'Kept, or known already.',
      body: z.object({ snapshot: Snapshot, isDuplicate: z.boolean() }),
    },
    errors: ['not_found', 'conflict'],
    isIdempotent: true,
  }),
  listSnapshots: route({
    method: 'GET',
    path: '/v1/insight/snapshots',
    summary: 'List snapshots, newest first',
    access: 'insight:read',
    query: z.strictObject({
      ...pageQuery,
      projectId: ProjectId.optional(),
      projectName: z.string().min(1).max(255).optional(),
    }),
    reply: { status: 200, description: 'A page of snapshots.', body: pageOf(Snapshot) },
    errors: ['invalid_cursor'],
  }),
  getTrend: route({
    method: 'GET',
    path: '/v1/insight/projects/{id}/trend',
    summary: 'Read how the risk of a project moves',
    description: 'By the last hundred snapshots that name it.',
    access: 'insight:read',
    params: z.strictObject({ id: ProjectId }),
    reply: { status: 200, description: 'Points and their direction.', body: Trend },
    errors: ['not_found'],
  }),
} as const;
