import * as z from 'zod';
import { reportPolicyHeader } from '../../../engines/insight/report/content-security-policy.ts';
import type { ReportInput } from '../../../engines/insight/report/input.ts';
import type { Context } from '../../../shared/context.ts';
import { projectKey } from '../../../shared/project.ts';
import { Reply } from '../../../shared/route.ts';
import type { ReportFormat } from './analysis.ts';
import { type Concluded, findConcluded } from './read-analysis.ts';
import { type ReadReportDeps, storedReport } from './read-issues.ts';
import { reportInput } from './report.ts';

interface Rendering {
  readonly contentType: string;
  readonly headers?: Readonly<Record<string, string>>;
  /** Loaded with the first report of its kind. */
  readonly load: () => Promise<(input: ReportInput) => string>;
}

const renderings: Readonly<Record<ReportFormat, Rendering>> = {
  json: {
    contentType: 'application/json',
    load: async () => (await import('../../../engines/insight/report/json.ts')).renderJson,
  },
  sarif: {
    contentType: 'application/sarif+json',
    load: async () => (await import('../../../engines/insight/report/sarif.ts')).renderSarif,
  },
  markdown: {
    contentType: 'text/markdown; charset=utf-8',
    load: async () => (await import('../../../engines/insight/report/markdown.ts')).renderMarkdown,
  },
  html: {
    contentType: 'text/html; charset=utf-8',
    headers: { 'content-security-policy': reportPolicyHeader },
    load: async () => (await import('../../../engines/insight/report/html.ts')).renderHtml,
  },
};

const Named = z.object({ name: z.string() });

/** @throws AppError `not_found`, or `conflict` while there is no report yet */
export async function readReport(call: {
  ctx: Context;
  deps: ReadReportDeps;
  input: { id: string; format: ReportFormat };
}): Promise<Reply<string>> {
  const { ctx, deps, input } = call;
  const analysis = await findConcluded(call);
  const [report, project] = await Promise.all([
    storedReport(deps, ctx.orgId, analysis),
    deps.projects.get(Named, projectKey(ctx.orgId, analysis.projectId)),
  ]);
  const { contentType, headers, load } = renderings[input.format];
  const render = await load();
  const text = render(inputOf(analysis, report, project?.name ?? analysis.projectId));
  return new Reply(text, { 'content-type': contentType, ...headers });
}

function inputOf(analysis: Concluded, report: Parameters<typeof reportInput>[0], project: string): ReportInput {
  return { ...reportInput(report), project, analysedAt: analysis.outcome.finishedAt };
}
