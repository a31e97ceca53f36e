import type { Metric, Metrics } from '../recipe.ts';
import type { Gates } from './settings.ts';

export interface GateResult {
  /** Kebab-case, with the metric where there is one: `no-rise:typescript`, `delta:lint`, `risk-budget`. */
  readonly gate: string;
  readonly limit: number;
  readonly actual: number;
  readonly passed: boolean;
  readonly explanation: string;
}

/** What may never rise, whatever a project asks for. */
export const neverRising = [
  'totalIssues',
  'typescript',
  'security',
  'performance',
  'complexity',
  'imports',
] as const satisfies readonly Metric[];

const names: Partial<Record<Metric, string>> = {
  totalIssues: 'issues in total',
  typescript: 'type errors',
  lint: 'lint issues',
  fixableIssues: 'issues that a recipe fixes',
};

const deltaMetrics = { lint: 'lint', types: 'typescript', complexity: 'complexity' } as const;

export interface Cycle {
  readonly before: Metrics;
  readonly after: Metrics;
  /** `guards` of the recipes that were applied: what must not rise by them, beside what never may. */
  readonly guards?: readonly Metric[];
  /** Risk points of all that was applied. */
  readonly risk: number;
}

/** Every gate that there is for the result of a cycle, those that hold as well. The cycle holds when all do. */
export function evaluateGates({ before, after, guards = [], risk }: Cycle, gates: Gates): GateResult[] {
  const guarded = [...new Set<Metric>([...neverRising, ...guards])];
  const noRise = guarded.map((metric) => riseGate(`no-rise:${metric}`, metric, 0, before, after));
  const deltas = Object.entries(deltaMetrics).flatMap(([name, metric]) => {
    const limit = gates.deltas[metric === 'typescript' ? 'types' : metric];
    return limit === undefined ? [] : [riseGate(`delta:${name}`, metric, limit, before, after)];
  });
  return [...noRise, ...deltas, riskGate(risk, gates.riskBudget)];
}

export function allPassed(results: readonly GateResult[]): boolean {
  return results.every(({ passed }) => passed);
}

function riseGate(gate: string, metric: Metric, limit: number, before: Metrics, after: Metrics): GateResult {
  const actual = after[metric] - before[metric];
  const what = names[metric] ?? `${metric} issues`;
  const went = `There were ${before[metric]} ${what} before and ${after[metric]} after`;
  const asked = limit < 0 ? `they must fall by ${-limit} at least` : `they may rise by ${limit} at most`;
  return { gate, limit, actual, passed: actual <= limit, explanation: `${went}; ${asked}.` };
}

function riskGate(actual: number, limit: number): GateResult {
  const explanation = `What was applied has ${actual} risk points; a cycle may have ${limit}.`;
  return { gate: 'risk-budget', limit, actual, passed: actual <= limit, explanation };
}

/** The runs of a project so far, those of mode `run` only. */
export interface RunHistory {
  readonly runs: number;
  readonly successes: number;
  readonly consecutiveFailures: number;
}

/** One failure of one run says nothing of a rate yet. */
const fewestRuns = 4;

/** Whether a run may start without a person: where one of these fails, it needs an approval, or is a plan only. */
export function evaluateHistory({ runs, successes, consecutiveFailures }: RunHistory, gates: Gates): GateResult[] {
  const rate = runs === 0 ? 1 : successes / runs;
  return [
    {
      ...{ gate: 'min-success-rate', limit: gates.minSuccessRate, actual: rate },
      passed: runs < fewestRuns || rate >= gates.minSuccessRate,
      explanation: `${successes} of ${runs} runs of this project succeeded; ${gates.minSuccessRate * 100} % must, counted from run ${fewestRuns} on.`,
    },
    {
      ...{ gate: 'max-consecutive-failures', limit: gates.maxConsecutiveFailures, actual: consecutiveFailures },
      passed: consecutiveFailures < gates.maxConsecutiveFailures,
      explanation: `The last ${consecutiveFailures} runs of this project failed; ${gates.maxConsecutiveFailures} in a row stop runs that nobody approved.`,
    },
  ];
}
