import type { Analysis } from '../../insight/analysis.ts';
import { type AnalyzeLimits, analyze, type Engine } from '../../insight/analyze.ts';
import { openWorkspace } from '../../insight/source/open-workspace.ts';
import { metricsOf } from '../decide/metrics-of.ts';
import { type Recipe, rulesResolvedBy } from '../recipe.ts';
import type { Observation, Observe } from './observation.ts';

export interface Observing {
  /** Those that there are: what they resolve counts as fixable. */
  readonly recipes: readonly Pick<Recipe, 'resolves'>[];
  readonly limits?: AnalyzeLimits;
}

/** Looks at a folder with all detectors of Insight. */
export function observeWith(engine: Engine, { recipes, limits }: Observing): Observe {
  const repairable = rulesResolvedBy(recipes);
  return async (root, signal) => {
    const workspace = await openWorkspace(root);
    const analysis = await analyze(engine, workspace, { signal, repairable, ...(limits && { limits }) });
    const skipped = new Set(workspace.skipped.map(({ path }) => path));
    return observationOf(analysis, skipped);
  };
}

/** `skipped` are files that nobody tried to parse; the others that the analysis left out could not be. */
function observationOf(analysis: Analysis, skipped: ReadonlySet<string>): Observation {
  return {
    metrics: metricsOf(analysis.issues),
    issues: analysis.issues,
    unparsable: analysis.skipped.map(({ path }) => path).filter((path) => !skipped.has(path)),
    failures: analysis.detectors.flatMap(({ detector, failures }) =>
      failures.map(({ file }) => (file === undefined ? detector : `${detector} ${file}`)),
    ),
  };
}
