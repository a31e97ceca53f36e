import { reportedIssues } from '../../../engines/insight/report/input.ts';
import type { Context } from '../../../shared/context.ts';
import { type Page, slicePlaces } from '../../../shared/page.ts';
import type { LinkingStorage } from '../../../shared/storage/storage.ts';
import { reportKey } from './object-key.ts';
import { type Concluded, findConcluded, type ReadAnalysisDeps } from './read-analysis.ts';
import { readObject } from './read-object.ts';
import { type ReportedIssue, reportInput, StoredReport } from './report.ts';

export interface ReadReportDeps extends Pick<ReadAnalysisDeps, 'analyses' | 'projects'> {
  readonly objects: Pick<LinkingStorage, 'get'>;
}

export interface IssueFilter {
  readonly severity?: string;
  readonly detector?: string;
  readonly ruleId?: string;
  readonly file?: string;
  readonly state?: string;
}

/** @throws AppError `not_found`, `conflict` while there is no report yet, `invalid_cursor` */
export async function listIssues(call: {
  ctx: Context;
  deps: ReadReportDeps;
  input: IssueFilter & { id: string; limit: number; cursor?: string };
}): Promise<Page<ReportedIssue>> {
  const { ctx, deps, input } = call;
  const report = await storedReport(deps, ctx.orgId, await findConcluded(call));
  return slicePlaces(
    reportedIssues(reportInput(report)).filter((issue) => passes(issue, input)),
    input,
  );
}

export async function storedReport(
  { objects }: Pick<ReadReportDeps, 'objects'>,
  orgId: string,
  analysis: Concluded,
): Promise<StoredReport> {
  const key = reportKey(orgId, analysis);
  const text = await readObject(objects, key);
  if (text === undefined) throw new Error(`There is no object ${key}, which its analysis has.`);
  return StoredReport.parse(JSON.parse(text));
}

function passes(issue: ReportedIssue, { severity, detector, ruleId, file, state }: IssueFilter): boolean {
  const isWanted = <T>(wanted: T | undefined, value: T) => wanted === undefined || wanted === value;
  return (
    isWanted(severity, issue.severity) &&
    isWanted(detector, issue.detector) &&
    isWanted(ruleId, issue.ruleId) &&
    isWanted(state, issue.state) &&
    (file === undefined || (file.endsWith('/') ? issue.file.startsWith(file) : issue.file === file))
  );
}
