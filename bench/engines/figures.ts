import type { AnalysisReport } from './child-reports.ts';
import type { Cost } from './measured-run.ts';

/** A tool over the tree as it is. Costs are medians of the rounds. */
export interface ToolFigures {
  readonly name: string;
  readonly cost: Cost;
  readonly found: number;
}

/** One way to repair the planted tree. */
export interface RepairFigures {
  readonly name: string;
  readonly steps: readonly { readonly name: string; readonly cost: Cost }[];
}

/** What each tool says of a tree; undefined where it was not to be had. */
export interface Judgement {
  readonly tree: string;
  readonly insight: number;
  readonly eslint: number | undefined;
  readonly tsc: number;
  readonly plantedLeft: number;
}

/** Of how many planted problems of a kind; undefined where a tool was not to be had, or has no rule for them. */
export interface PlantedFigures {
  readonly name: string;
  readonly planted: number;
  readonly insightFound: number;
  readonly autopilotFixed: number;
  readonly eslintFound: number | undefined;
  readonly eslintFixed: number | undefined;
}

export interface EngineFigures {
  readonly files: number;
  readonly lines: number;
  /** Insight, eslint, tsc. */
  readonly tools: readonly ToolFigures[];
  /** Of one run of Insight: they are at work side by side. */
  readonly detectors: AnalysisReport['detectors'];
  readonly plantedFiles: number;
  readonly cycle: {
    readonly status: string;
    /** Milliseconds per phase. */
    readonly timings: Readonly<Record<string, number>>;
    readonly verifications: number;
    readonly changedFiles: number;
    readonly recipes: readonly string[];
    readonly dropped: readonly string[];
  };
  /** Autopilot, and `eslint --fix` followed by tsc. */
  readonly repairs: readonly RepairFigures[];
  readonly judgements: readonly Judgement[];
  readonly planted: readonly PlantedFigures[];
  /** Why eslint is not among them. */
  readonly withoutEslint: string | undefined;
}

/** One after the other: time adds up, and memory is that of the greater. */
export function together(costs: readonly Cost[]): Cost {
  return {
    seconds: costs.reduce((sum, { seconds }) => sum + seconds, 0),
    cpuSeconds: costs.reduce((sum, { cpuSeconds }) => sum + cpuSeconds, 0),
    peakMb: Math.max(0, ...costs.map(({ peakMb }) => peakMb)),
  };
}

/** Each figure by itself. */
export function medianOf(costs: readonly Cost[]): Cost {
  const middle = (of: (cost: Cost) => number) => costs.map(of).toSorted((a, b) => a - b)[costs.length >> 1] ?? 0;
  return {
    seconds: middle(({ seconds }) => seconds),
    cpuSeconds: middle(({ cpuSeconds }) => cpuSeconds),
    peakMb: middle(({ peakMb }) => peakMb),
  };
}
