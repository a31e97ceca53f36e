import { createHash } from 'node:crypto';
import { GuardianReport, type Status } from '../report/report.ts';
import { judgeBudgets } from './budget.ts';
import type { Collected } from './collected.ts';
import { toIssues } from './finding.ts';
import type { ArtifactFile, AuditRequest } from './request.ts';
import { failedGates, overallScore } from './score.ts';

/** Judges what was collected and puts it into the one shape that everything downstream reads. */
export function composeReport(request: AuditRequest, collected: Collected, startedAt: number): GuardianReport {
  const url = collected.finalUrl ?? request.url;
  const suites = request.suites.filter((suite, index) => request.suites.indexOf(suite) === index);
  const issues = toIssues(collected.findings, url);
  const scores = { ...collected.scores, overall: overallScore(collected.scores) };
  const unmeasured = suites.filter((suite) => !collected.measured.has(suite));
  const thresholds = request.thresholds ?? {};
  // A page that could not be seen has one reason, not one more for each suite that had nothing to measure.
  const reasons = collected.failure
    ? [collected.failure.failure.detail]
    : failedGates({ issues, scores, thresholds, unmeasured });
  const verdict: Status = reasons.length === 0 ? 'passed' : 'failed';
  return GuardianReport.parse({
    version: 1,
    url: request.url,
    ...(collected.finalUrl === undefined ? {} : { finalUrl: collected.finalUrl }),
    ...(collected.title === undefined ? {} : { title: collected.title }),
    timestamp: new Date(startedAt).toISOString(),
    durationMs: Math.max(0, Math.round(request.now() - startedAt)),
    device: request.device,
    suites,
    status: collected.failure?.status ?? verdict,
    ...(collected.failure ? { failure: collected.failure.failure } : {}),
    pass: reasons.length === 0,
    reasons,
    scores,
    thresholds,
    unmeasured,
    issues,
    needsReview: toIssues(collected.needsReview, url),
    notices: uniqueNotices(collected),
    metrics: collected.metrics,
    budgets: judgeBudgets(collected.metrics, request.budget ?? request.device),
    artifacts: collected.artifacts.map(describe),
    engine: collected.engine,
  } satisfies GuardianReport);
}

function uniqueNotices(collected: Collected): GuardianReport['notices'] {
  const unique = new Map(collected.notices.map((notice) => [`${notice.code}\n${notice.detail}`, notice]));
  return [...unique.values()];
}

/** What a report says of a file beside it. */
export function describe({ name, contentType, body }: ArtifactFile): GuardianReport['artifacts'][number] {
  return { name, contentType, bytes: body.length, sha256: createHash('sha256').update(body).digest('hex') };
}
