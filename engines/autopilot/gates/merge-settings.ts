import {
  type AutopilotSettings,
  type Budget,
  type Deltas,
  defaultSettings,
  type EffectiveSettings,
  type Gates,
} from './settings.ts';

export interface SettingsLayers {
  /** Of the project, set by the API. */
  readonly project?: AutopilotSettings | undefined;
  /** `.odavl/gates.yml` of the upload. */
  readonly file?: AutopilotSettings | undefined;
  /** Of the request for this run. */
  readonly run?: AutopilotSettings | undefined;
}

/**
 * What a run goes by.
 * - Budget: of each number the first that says it: run, project, file, default. The schema holds the bounds.
 * - Gates: the project may make them stricter or looser than the defaults; file and run, which people of fewer rights
 *   write, only stricter.
 * - Protected globs: all of all layers. None takes away what another one protects.
 */
export function mergeSettings({ project = {}, file = {}, run = {} }: SettingsLayers): EffectiveSettings {
  const asked = (name: keyof Budget) =>
    run.budget?.[name] ?? project.budget?.[name] ?? file.budget?.[name] ?? defaultSettings.budget[name];
  const globs = [defaultSettings, project, file, run].flatMap((layer) => layer.protected ?? []);
  return {
    budget: {
      maxFiles: asked('maxFiles'),
      maxLinesPerFile: asked('maxLinesPerFile'),
      maxTotalLines: asked('maxTotalLines'),
      maxRecipes: asked('maxRecipes'),
    },
    gates: stricter(stricter(gatesOf(project.gates ?? {}), file.gates ?? {}), run.gates ?? {}),
    protected: [...new Set(globs)],
  };
}

function gatesOf(project: Partial<Gates>): Gates {
  const { gates } = defaultSettings;
  return {
    riskBudget: project.riskBudget ?? gates.riskBudget,
    maxRiskPerAction: project.maxRiskPerAction ?? gates.maxRiskPerAction,
    minSuccessRate: project.minSuccessRate ?? gates.minSuccessRate,
    maxConsecutiveFailures: project.maxConsecutiveFailures ?? gates.maxConsecutiveFailures,
    rollbackOnFailure: gates.rollbackOnFailure,
    requireAttestation: project.requireAttestation ?? gates.requireAttestation,
    deltas: project.deltas ?? gates.deltas,
  };
}

function stricter(own: Gates, asked: Partial<Gates>): Gates {
  return {
    riskBudget: Math.min(own.riskBudget, asked.riskBudget ?? own.riskBudget),
    maxRiskPerAction: Math.min(own.maxRiskPerAction, asked.maxRiskPerAction ?? own.maxRiskPerAction),
    minSuccessRate: Math.max(own.minSuccessRate, asked.minSuccessRate ?? 0),
    maxConsecutiveFailures: Math.min(
      own.maxConsecutiveFailures,
      asked.maxConsecutiveFailures ?? own.maxConsecutiveFailures,
    ),
    rollbackOnFailure: own.rollbackOnFailure,
    requireAttestation: own.requireAttestation || asked.requireAttestation === true,
    deltas: stricterDeltas(own.deltas, asked.deltas ?? {}),
  };
}

function stricterDeltas(own: Deltas, asked: Deltas): Deltas {
  const lowest = (name: keyof Deltas) => {
    const values = [own[name], asked[name]].filter((value) => value !== undefined);
    return values.length === 0 ? {} : { [name]: Math.min(...values) };
  };
  return { ...lowest('lint'), ...lowest('types'), ...lowest('complexity') };
}
