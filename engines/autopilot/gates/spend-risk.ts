import type { Risk } from './risk.ts';
import type { Gates } from './settings.ts';

export interface RiskVerdict {
  readonly accepted: readonly Risk[];
  readonly rejected: readonly {
    readonly risk: Risk;
    readonly limit: 'band' | 'max-risk-per-action' | 'risk-budget';
    readonly reason: string;
  }[];
  /** Points of the accepted ones together. */
  readonly spent: number;
  /** About accepted ones that are in the band `warn` or above. */
  readonly warnings: readonly string[];
}

/**
 * Which actions are carried out. In the order given, and each rejected one with its reason:
 * - the band `block` never is; the band `approval`, and more than `maxRiskPerAction`, only when a person approved it;
 * - together they have at most `riskBudget`, approved or not.
 */
export function spendRisk(
  risks: readonly Risk[],
  gates: Pick<Gates, 'riskBudget' | 'maxRiskPerAction'>,
  isApproved: (recipeId: string) => boolean,
): RiskVerdict {
  const accepted: Risk[] = [];
  const rejected: RiskVerdict['rejected'][number][] = [];
  let spent = 0;
  for (const risk of risks) {
    const total = Math.round((spent + risk.points) * 10) / 10;
    const own = ownFault(risk, gates.maxRiskPerAction, isApproved(risk.recipeId));
    if (own) rejected.push({ risk, ...own });
    else if (total > gates.riskBudget) {
      const reason = `With it the cycle would have ${total} risk points; it may have ${gates.riskBudget}.`;
      rejected.push({ risk, limit: 'risk-budget', reason: `${risk.explanation} ${reason}` });
    } else {
      accepted.push(risk);
      spent = total;
    }
  }
  const warnings = accepted.filter(({ band }) => band !== 'allow').map(({ explanation }) => explanation);
  return { accepted, rejected, spent, warnings };
}

function ownFault(
  { points, band, explanation }: Risk,
  most: number,
  isApproved: boolean,
): { limit: 'band' | 'max-risk-per-action'; reason: string } | undefined {
  if (band === 'block') return { limit: 'band', reason: `${explanation} More than 80 is never carried out.` };
  if (isApproved) return undefined;
  if (band === 'approval') return { limit: 'band', reason: `${explanation} More than 60 needs a person's approval.` };
  if (points <= most) return undefined;
  return { limit: 'max-risk-per-action', reason: `${explanation} More than ${most} needs a person's approval.` };
}
