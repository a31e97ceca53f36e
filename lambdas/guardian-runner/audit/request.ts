import type { Device } from '../browser/device.ts';
import type { ProcessModels } from '../browser/open-page.ts';
import type { Suite } from '../report/issue.ts';
import type { GuardianReport, Thresholds } from '../report/report.ts';
import type { BudgetProfile } from './budget.ts';
import type { Resolver } from './guard/resolve-host.ts';

export interface AuditLimits {
  /** For the page to finish loading; what is there by then is judged. */
  readonly navigationTimeoutMs: number;
  /** For the whole audit; what is known by then is reported. */
  readonly totalTimeoutMs: number;
  /** Over the network in both directions, all loads of the page together. */
  readonly maxBytes: number;
}

/** Guardian's promise is a minute a page. */
export const defaultLimits: AuditLimits = {
  navigationTimeoutMs: 20_000,
  totalTimeoutMs: 55_000,
  maxBytes: 100_000_000,
};

export interface AuditRequest {
  readonly url: string;
  readonly suites: readonly Suite[];
  readonly device: Device;
  readonly thresholds?: Thresholds;
  /** The device's own budget unless named. */
  readonly budget?: BudgetProfile;
  readonly limits?: AuditLimits;
  /** For the local runtime only: this machine may be tested, on any port, and counts as a secure context. */
  readonly allowLoopback: boolean;
  readonly signal: AbortSignal;
  readonly progress: (percent: number, message: string) => void;
  readonly now: () => number;
}

/** An audit in the thread of its caller, who may know name servers and process models better. */
export interface RunRequest extends AuditRequest {
  readonly resolver?: Resolver;
  readonly processModels?: ProcessModels;
}

export interface ArtifactFile {
  readonly name: string;
  readonly contentType: string;
  readonly body: Buffer;
}

export interface AuditOutcome {
  readonly report: GuardianReport;
  readonly artifacts: readonly ArtifactFile[];
}

export function limitsOf(request: Pick<AuditRequest, 'limits'>): AuditLimits {
  return request.limits ?? defaultLimits;
}
