import type { Recipe } from '../recipe.ts';

/** One action: what one recipe does in one cycle. */
export interface RiskInput {
  readonly recipe: Pick<Recipe, 'id' | 'risk'>;
  /** Predicted, .1 to 1. */
  readonly trust: number;
  readonly files: readonly {
    readonly path: string;
    readonly changedLines: number;
    /** How many files import it. */
    readonly importers: number;
    /** Whether a test of the repository is named after it, or imports it. */
    readonly isTested: boolean;
  }[];
  /** `maxTotalLines` of the budget. */
  readonly maxTotalLines: number;
}

export type RiskBand = 'allow' | 'warn' | 'approval' | 'block';

export interface Risk {
  readonly recipeId: string;
  /** 0 to 100, with one decimal. */
  readonly points: number;
  readonly band: RiskBand;
  /** Each 0 to 100, before it is weighed. */
  readonly factors: Readonly<Record<Factor, number>>;
  readonly explanation: string;
}

export const riskWeights = { criticality: 0.3, danger: 0.25, magnitude: 0.2, history: 0.15, coverage: 0.1 } as const;
type Factor = keyof typeof riskWeights;

/** The highest points of each band. */
export const riskBands = [
  ['allow', 30],
  ['warn', 60],
  ['approval', 80],
  ['block', 100],
] as const satisfies readonly (readonly [RiskBand, number])[];

const dangers = { low: 10, medium: 50, high: 90 } as const satisfies Record<Recipe['risk'], number>;

/** Names of what hurts most when it breaks; a word of the path, in any case. */
const sensitive =
  /(?:^|[^a-z])(?:auth(?!or)|login|session|password|token(?!i)|crypto|security|permission|payment|billing|checkout)/i;

/**
 * How much can go wrong, from 0 to 100. Each factor is mapped to 0–100 first:
 * - criticality: of the most critical file. 100 for a path that speaks of security or money, else 10 × log2(1 + importers):
 *   1 importer is 10, 15 are 40, from 1,023 on it is 100.
 * - danger: of the recipe's risk class: low 10, medium 50, high 90.
 * - magnitude: changed lines as a share of what a cycle may change.
 * - history: 100 × (1 − predicted trust).
 * - coverage: the share of changed lines in files that no test is seen to cover.
 */
export function riskOf(input: RiskInput): Risk {
  const factors = factorsOf(input);
  const sum =
    factors.criticality * riskWeights.criticality +
    factors.danger * riskWeights.danger +
    factors.magnitude * riskWeights.magnitude +
    factors.history * riskWeights.history +
    factors.coverage * riskWeights.coverage;
  const points = Math.round(sum * 10) / 10;
  const told = Object.entries(factors).map(([name, value]) => `${name} ${Math.round(value)}`);
  return {
    ...{ recipeId: input.recipe.id, points, band: bandOf(points), factors },
    explanation: `${input.recipe.id} has ${points} of 100 risk points (of 100 each: ${told.join(', ')}).`,
  };
}

function factorsOf({ recipe, trust, files, maxTotalLines }: RiskInput): Record<Factor, number> {
  const lines = files.reduce((sum, { changedLines }) => sum + changedLines, 0);
  const untested = files.reduce((sum, { changedLines, isTested }) => sum + (isTested ? 0 : changedLines), 0);
  return {
    criticality: Math.max(0, ...files.map(criticalityOf)),
    danger: dangers[recipe.risk],
    magnitude: clamp((100 * lines) / maxTotalLines),
    history: clamp(100 * (1 - trust)),
    coverage: lines === 0 ? 0 : (100 * untested) / lines,
  };
}

function criticalityOf({ path, importers }: { readonly path: string; readonly importers: number }): number {
  return sensitive.test(path) ? 100 : clamp(10 * Math.log2(1 + importers));
}

function clamp(value: number): number {
  return Math.min(100, Math.max(0, value));
}

/** What is not a number, or more than all bands, is blocked. */
export function bandOf(points: number): RiskBand {
  return riskBands.find(([, highest]) => points <= highest)?.[0] ?? 'block';
}
