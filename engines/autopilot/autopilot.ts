import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Act } from './act/act.ts';
import type { CycleMode, CycleResult } from './cycle/cycle-result.ts';
import type { Observe } from './cycle/observation.ts';
import type { Decision } from './cycle/ports.ts';
import { runCycle } from './cycle/run-cycle.ts';
import type { Approval, Candidate, Choice } from './decide/choice.ts';
import type { ApprovalPolicy } from './decide/policy.ts';
import { evaluateHistory, type GateResult, type RunHistory } from './gates/evaluate-gates.ts';
import { findGatesFile } from './gates/gates-file.ts';
import { mergeSettings } from './gates/merge-settings.ts';
import { readGatesFile } from './gates/read-gates-file.ts';
import type { AutopilotSettings, EffectiveSettings } from './gates/settings.ts';
import type { Spent } from './gates/spend-budget.ts';
import type { RiskVerdict } from './gates/spend-risk.ts';
import { HouseRules } from './house-rules.ts';

/** What one cycle is about; data, so that it can go to another thread. */
export interface AutopilotOrder {
  readonly runId: string;
  readonly mode: CycleMode;
  readonly root: string;
  readonly candidates: readonly Candidate[];
  /** What the project and this run ask for, beside `.odavl/gates.yml` in the tree. */
  readonly project?: AutopilotSettings | undefined;
  readonly run?: AutopilotSettings | undefined;
  readonly policy?: ApprovalPolicy | undefined;
  readonly approval: Approval;
  /** Of the project. Where it is bad, a run that nobody approved is a plan. */
  readonly history?: RunHistory | undefined;
}

export interface AutopilotRequest extends AutopilotOrder {
  readonly signal: AbortSignal;
  readonly progress: (percent: number, message: string) => void;
}

export interface AutopilotDeps {
  readonly act: Act;
  readonly observe: Observe;
  readonly now: () => Date;
}

/** A decision of the cycle, with all that was thought of it. */
export interface ExplainedDecision extends Decision {
  readonly choice: Choice;
}

export interface AutopilotResult {
  readonly cycle: CycleResult<ExplainedDecision, GateResult>;
  readonly settings: EffectiveSettings;
  /** Why it was only planned although a run was asked for. */
  readonly held: readonly string[];
  readonly spent: Spent;
  readonly risk: Pick<RiskVerdict, 'spent' | 'warnings'>;
}

/**
 * One whole cycle over a tree, by the rules of its project.
 * @throws GatesFileError for a broken `.odavl/gates.yml`: nothing is touched by rules that nobody can read; and what `runCycle` throws
 */
export async function runAutopilot(request: AutopilotRequest, deps: AutopilotDeps): Promise<AutopilotResult> {
  const { root, runId, signal, progress } = request;
  const recipes = request.candidates.map(({ recipe }) => recipe);
  const file = await gatesFileIn(root);
  const settings = mergeSettings({ project: request.project, file, run: request.run });
  const held = whyHeld(request, settings);
  const mode = held.length > 0 ? 'plan' : request.mode;
  const house = new HouseRules(request, settings);
  const cycle = await runCycle({ mode, root, recipes, runId, signal, progress }, house.ports(deps));
  return { cycle, settings, held, ...house.account(cycle.applied) };
}

function whyHeld({ mode, approval, history }: AutopilotRequest, { gates }: EffectiveSettings): string[] {
  if (mode !== 'run' || approval.isAutomatic || !history) return [];
  return evaluateHistory(history, gates).flatMap(({ passed, explanation }) => (passed ? [] : [explanation]));
}

async function gatesFileIn(root: string): Promise<AutopilotSettings | undefined> {
  const names = await readdir(join(root, '.odavl')).catch((error: unknown) => {
    if (error instanceof Error && 'code' in error && /^(?:ENOENT|ENOTDIR)$/.test(String(error.code))) return [];
    throw error;
  });
  const path = findGatesFile(names.map((name) => `.odavl/${name}`));
  return path === undefined ? undefined : readGatesFile(await readFile(join(root, path)));
}
