import * as z from 'zod';
import { applyOutcome } from '../../../engines/autopilot/trust/apply-outcome.ts';
import { Evidence, noEvidence } from '../../../engines/autopilot/trust/evidence.ts';
import { evidenceOf, type Outcome, outcomes } from '../../../engines/autopilot/trust/outcome.ts';
import { newTrustState, TrustState } from '../../../engines/autopilot/trust/trust-state.ts';
import type { Table } from '../../../shared/dynamo.ts';
import type { TableWrite } from '../../../shared/task/record-store.ts';

const prefix = 'TRUST#';
const key = (orgId: string, recipeId: string) => ({ pk: `ORG#${orgId}`, sk: prefix + recipeId });
/** Sums over all organizations: numbers only, and of nobody. */
const everywhereKey = (recipeId: string) => ({ pk: 'PLATFORM', sk: prefix + recipeId });

const Item = z.object({ state: TrustState, shared: Evidence, revision: z.int() });
const Everywhere = z.object({ recipeId: z.string(), ...Evidence.shape });
/** More recipes than there will be. */
const most = 1_000;

export interface Known {
  readonly state: TrustState;
  /** Which part of its evidence is in the sums over all organizations. */
  readonly shared: Evidence;
  /** Grows with each change, and guards it. */
  readonly revision: number;
}

export interface TrustStore {
  /** By recipe; of those that never ran there is none. */
  ofOrganization(orgId: string): Promise<ReadonlyMap<string, Known>>;
  /** What is stored of all organizations together, by recipe. */
  everywhere(): Promise<ReadonlyMap<string, Evidence>>;
  /** Parts of a transaction. They fail when the state is not what was read any more: read it again. */
  outcome(
    orgId: string,
    known: Known | undefined,
    told: { recipeId: string; outcome: Outcome; at: Date },
  ): TableWrite[];
}

export function createTrustStore(table: Table): TrustStore {
  return {
    async ofOrganization(orgId) {
      const items = await table.query(Item, { pk: `ORG#${orgId}`, skPrefix: prefix, limit: most });
      return new Map(items.map((item) => [item.state.recipeId, item]));
    },
    async everywhere() {
      const items = await table.query(Everywhere, { pk: 'PLATFORM', skPrefix: prefix, limit: most });
      return new Map(items.map(({ recipeId, successes, failures }) => [recipeId, { successes, failures }]));
    },
    outcome(orgId, known, { recipeId, outcome, at }) {
      const state = applyOutcome(known?.state ?? newTrustState(recipeId), outcome, at);
      const { successes, failures } = evidenceOf(outcome, at);
      const condition = known
        ? { when: '#revision = :revision', values: { ':revision': known.revision } }
        : { when: 'attribute_not_exists(pk)' };
      // What people say of a run counts for themselves only: nobody moves the trust of others by saying things.
      const { isRun } = outcomes[outcome];
      const before = known?.shared ?? noEvidence;
      const shared = isRun ? { successes: before.successes + successes, failures: before.failures + failures } : before;
      const revision = (known?.revision ?? 0) + 1;
      const own = { table, put: { ...key(orgId, recipeId), state, shared, revision }, condition };
      if (!isRun) return [own];
      return [
        own,
        { table, update: everywhereKey(recipeId), change: { set: { recipeId }, add: { successes, failures } } },
      ];
    },
  };
}
