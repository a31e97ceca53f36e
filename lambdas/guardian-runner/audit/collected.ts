import type { Suite } from '../report/issue.ts';
import type { Failure, Metrics, Notice, Scores, Status } from '../report/report.ts';
import type { Finding } from './finding.ts';
import type { ArtifactFile } from './request.ts';
import { noTimings } from './suites/performance.ts';

/** What an audit knows so far. It grows stage by stage, so that a site that breaks halfway still has a report. */
export class Collected {
  finalUrl: string | undefined;
  title: string | undefined;
  failure: { readonly status: Exclude<Status, 'passed'>; readonly failure: Failure } | undefined;
  metrics: Metrics = { ...noTimings, bytes: null, jsBytes: null, requests: null };
  readonly scores: { -readonly [name in keyof Omit<Scores, 'overall'>]: Scores[name] } = {
    accessibility: null,
    performance: null,
    security: null,
    seo: null,
    bestPractices: null,
  };
  readonly engine: { browser: string; lighthouse?: string; axe?: string } = { browser: '' };
  readonly findings: Finding[] = [];
  readonly needsReview: Finding[] = [];
  readonly notices: Notice[] = [];
  readonly artifacts: ArtifactFile[] = [];
  readonly measured = new Set<Suite>();

  notice(code: string, detail: string): void {
    this.notices.push({ code, detail });
  }
}
