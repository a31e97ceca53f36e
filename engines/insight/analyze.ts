import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Analysis, countsOf, type DetectorRun, riskScoreOf } from './analysis.ts';
import type { NativeDetector } from './detect/detector.ts';
import {
  type Failure,
  type PassDetectors,
  type Spent,
  selectDetectors,
  sumOf,
  type UnitResult,
} from './detect/pass.ts';
import { type TellProgress, trackProgress } from './detect/progress.ts';
import { supervisePass } from './detect/supervise.ts';
import { hideSecrets } from './hide-secrets.ts';
import { type DetectorId, detectorIds, finishIssues, type Issue } from './issue.ts';
import { LineMap } from './source/line-map.ts';
import { skipReasons, type Workspace } from './source/source-file.ts';
import { suppress } from './suppress.ts';
import { withoutTwins } from './twins.ts';

/** All that Insight has to look at code with. */
export interface Engine {
  readonly pass: PassDetectors;
  readonly thread: URL;
  readonly native: readonly NativeDetector[];
}

export interface AnalyzeOptions {
  /** Default: all. */
  readonly detectors?: readonly DetectorId[];
  readonly signal: AbortSignal;
  readonly progress?: TellProgress;
  /** Ids of the rules that there are recipes for. Default: none. */
  readonly repairable?: ReadonlySet<string>;
  readonly limits?: AnalyzeLimits;
}

export interface AnalyzeLimits {
  /** For one file and one detector in the thread. */
  readonly stepMs: number;
  /** For each program. */
  readonly nativeMs: number;
  readonly threadMemoryMb: number;
}

export const defaultLimits: AnalyzeLimits = { stepMs: 10_000, nativeMs: 120_000, threadMemoryMb: 900 };

/** Looks at a workspace with all detectors at once. The same tree gives the same analysis, but for the durations. */
export async function analyze(engine: Engine, workspace: Workspace, options: AnalyzeOptions): Promise<Analysis> {
  const { detectors = detectorIds, signal, progress = () => undefined, limits = defaultLimits } = options;
  const repairable = options.repairable ?? new Set();
  const native = engine.native.filter(({ id }) => detectors.includes(id));
  const own = selectDetectors(engine.pass, detectors);
  const track = trackProgress(own, {
    ...{ files: workspace.files.length, native: native.map(({ id }) => id) },
    tell: progress,
  });
  const passed = supervisePass({
    ...{ workspace, detectors, all: engine.pass, thread: engine.thread, signal },
    ...{ stepMs: limits.stepMs, memoryMb: limits.threadMemoryMb },
    progress: track.passed,
  });
  const ran = native.map(async (detector) => {
    const outcome = await runNative(detector, workspace, { signal, nativeMs: limits.nativeMs });
    track.finished(detector.id);
    return outcome;
  });
  const [pass, ...programs] = await Promise.all([passed, ...ran]);
  signal.throwIfAborted();
  const rest = [{ drafts: [], failures: pass.failures, spent: {} }, ...programs];
  return compose({ workspace, detectors, repairable }, pass.results, rest);
}

type Part = Pick<UnitResult, 'drafts' | 'failures' | 'spent'>;

/** A program that fails, or takes too long, has failed; only a cancelled analysis ends them all. */
async function runNative(
  { id, checkWorkspace }: NativeDetector,
  workspace: Workspace,
  { signal, nativeMs }: { signal: AbortSignal; nativeMs: number },
): Promise<Part> {
  const begun = performance.now();
  const scratch = await mkdtemp(join(tmpdir(), `odavl-${id}-`));
  const timeout = AbortSignal.timeout(nativeMs);
  try {
    const found = await checkWorkspace(workspace, { signal: AbortSignal.any([signal, timeout]), scratch });
    const drafts = found.map((finding) => ({ ...finding, detector: id }));
    return { drafts, failures: [], spent: { [id]: performance.now() - begun } };
  } catch (error) {
    signal.throwIfAborted();
    const failed = error instanceof Error ? error.message : String(error);
    const reason = timeout.aborted ? `It took longer than ${nativeMs / 1_000} seconds.` : failed;
    return { drafts: [], failures: [{ detector: id, reason }], spent: { [id]: performance.now() - begun } };
  } finally {
    await rm(scratch, { recursive: true, force: true });
  }
}

interface Composing {
  readonly workspace: Workspace;
  readonly detectors: readonly DetectorId[];
  readonly repairable: ReadonlySet<string>;
}

function compose(
  { workspace, detectors, repairable }: Composing,
  results: readonly UnitResult[],
  rest: readonly Part[],
): Analysis {
  const parts: readonly Part[] = [...results, ...rest];
  const lines = new Map<string, LineMap>();
  const sources = new Map(
    [...workspace.files, ...workspace.data, ...workspace.texts].map(({ path, text }) => [path, text]),
  );
  const linesOf = (path: string) => {
    const known = lines.get(path) ?? new LineMap(sources.get(path) ?? '');
    lines.set(path, known);
    return known;
  };
  const all = finishIssues(
    withoutTwins(parts.flatMap(({ drafts }) => drafts)).map(hideSecrets(workspace, results, linesOf)),
    (file, line) => linesOf(file).lineOf(line),
    repairable,
  );
  const { issues, suppressed } = suppress(all, (path) => sources.get(path));
  const failures = parts.flatMap((part) => part.failures);
  const unparsed = failures.flatMap(({ detector, file, reason }) =>
    detector || !file ? [] : [{ path: file, reason }],
  );
  const counts = countsOf(issues);
  return {
    version: 1,
    ...{ issues, counts, riskScore: riskScoreOf(counts) },
    detectors: runsOf(detectors, issues, failures, sumOf(parts.map(({ spent }) => spent))),
    files: {
      analysed: workspace.files.length,
      lines: workspace.files.reduce((sum, { path }) => sum + linesOf(path).count, 0),
    },
    skipped: [...workspace.skipped.map(({ path, reason }) => ({ path, reason: skipReasons[reason] })), ...unparsed],
    suppressed: suppressed.length,
    suppressions: suppressed,
  };
}

function runsOf(
  detectors: readonly DetectorId[],
  issues: readonly Issue[],
  failures: readonly Failure[],
  spent: Spent,
): DetectorRun[] {
  return detectors.map((detector) => {
    const own = failures.filter((failure) => failure.detector === detector);
    return {
      detector,
      status: own.length > 0 ? 'failed' : 'ok',
      issues: issues.filter((issue) => issue.detector === detector).length,
      durationMs: Math.round(spent[detector] ?? 0),
      failures: own.map(({ file, reason }) => ({ ...(file !== undefined && { file }), reason })),
    };
  });
}
