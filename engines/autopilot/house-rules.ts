import { openWorkspace } from '../insight/source/open-workspace.ts';
import type { AutopilotDeps, AutopilotRequest, AutopilotResult, ExplainedDecision } from './autopilot.ts';
import type { Admission, CyclePorts, Outcome, PlannedEdit } from './cycle/ports.ts';
import type { Choice } from './decide/choice.ts';
import { decide } from './decide/decide.ts';
import { type CompiledPolicy, compilePolicy } from './decide/policy.ts';
import { whyFileIsDenied } from './decide/policy-on-places.ts';
import { evaluateGates, type GateResult } from './gates/evaluate-gates.ts';
import { protectionOf } from './gates/protection.ts';
import { riskOf } from './gates/risk.ts';
import type { EffectiveSettings } from './gates/settings.ts';
import { spendBudget } from './gates/spend-budget.ts';
import { type RiskVerdict, spendRisk } from './gates/spend-risk.ts';
import type { Recipe } from './recipe.ts';
import { type Surroundings, surroundingsIn } from './surroundings.ts';

/** The rules of one run, as the cycle asks for them. */
export class HouseRules {
  readonly #request: AutopilotRequest;
  readonly #settings: EffectiveSettings;
  readonly #policy: CompiledPolicy;
  readonly #choices = new Map<string, Choice>();
  #surroundings: Promise<Surroundings> | undefined;
  #known: Surroundings = { importersOf: () => 0, isTested: () => false };

  constructor(request: AutopilotRequest, settings: EffectiveSettings) {
    this.#request = request;
    this.#settings = settings;
    this.#policy = compilePolicy(request.policy ?? { rules: [] });
  }

  ports({ act, observe, now }: AutopilotDeps): CyclePorts<ExplainedDecision, GateResult> {
    const { whyProtected } = protectionOf(this.#settings.protected);
    return {
      ...{ act, observe, now, whyProtected },
      decide: (observation, recipes) => {
        const { candidates, policy, approval } = this.#request;
        const { issues, metrics } = observation;
        const { choices } = decide({ candidates, issues, metrics, approval, ...(policy && { policy }) });
        return choices.flatMap((choice) => this.#decision(choice, recipes));
      },
      admit: async (edits) => {
        this.#surroundings ??= openWorkspace(this.#request.root).then(surroundingsIn);
        this.#known = await this.#surroundings;
        return this.#admit(edits);
      },
      checkGates: ({ before, after, guards, edits }: Outcome) =>
        evaluateGates({ before, after, guards, risk: this.#risk(edits).spent }, this.#settings.gates),
    };
  }

  account(edits: readonly PlannedEdit[]): Pick<AutopilotResult, 'spent' | 'risk'> {
    const { spent } = spendBudget(edits, this.#settings.budget, protectionOf(this.#settings.protected));
    const { spent: points, warnings } = this.#risk(edits);
    return { spent, risk: { spent: points, warnings } };
  }

  #decision(choice: Choice, recipes: readonly Recipe[]): ExplainedDecision[] {
    this.#choices.set(choice.recipeId, choice);
    const recipe = recipes.find(({ id }) => id === choice.recipeId);
    if (!recipe) return [];
    const notNow = choice.decision === 'skip' ? 'skip' : 'review';
    return [{ recipe, choice, verdict: choice.isIncluded ? 'execute' : notNow }];
  }

  #admit(edits: readonly PlannedEdit[]): Admission {
    const denied = edits.flatMap((edit) => {
      const reason = this.#whyDenied(edit);
      return reason === undefined ? [] : [{ edit, reason }];
    });
    const kept = edits.filter((edit) => !denied.some((each) => each.edit === edit));
    const inBudget = spendBudget(kept, this.#settings.budget, protectionOf(this.#settings.protected));
    const refused = new Map(this.#risk(inBudget.accepted).rejected.map(({ risk, reason }) => [risk.recipeId, reason]));
    const risky = inBudget.accepted.flatMap((edit) => {
      const reason = refused.get(edit.recipeId);
      return reason === undefined ? [] : [{ edit, reason }];
    });
    return {
      accepted: inBudget.accepted.filter(({ recipeId }) => !refused.has(recipeId)),
      rejected: [...denied, ...inBudget.rejected, ...risky],
    };
  }

  /** Of every file that a recipe edits, also where it was no issue that led there. */
  #whyDenied({ recipeId, path }: PlannedEdit): string | undefined {
    const { candidates, approval } = this.#request;
    const candidate = candidates.find(({ recipe }) => recipe.id === recipeId);
    if (!candidate) return `There is no recipe ${recipeId}.`;
    return whyFileIsDenied(this.#policy, candidate.recipe, {
      path,
      isApprovedByName: approval.recipes.includes(recipeId),
    });
  }

  #risk(edits: readonly PlannedEdit[]): RiskVerdict {
    const { importersOf, isTested } = this.#known;
    const risks = this.#request.candidates.flatMap(({ recipe, trust: { trust } }) => {
      const own = edits.filter(({ recipeId }) => recipeId === recipe.id);
      if (own.length === 0) return [];
      const files = own.map(({ path, changedLines }) => ({
        ...{ path, changedLines, importers: importersOf(path), isTested: isTested(path) },
      }));
      return [riskOf({ recipe, trust, files, maxTotalLines: this.#settings.budget.maxTotalLines })];
    });
    return spendRisk(risks, this.#settings.gates, (id) => this.#choices.get(id)?.isApproved ?? false);
  }
}
