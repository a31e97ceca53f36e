import { found } from '../../../shared/errors.ts';
import type { Handlers } from '../../../shared/route.ts';
import type { AuthDeps } from '../deps.ts';
import type { exchangeContract } from './contract.ts';
import { createTrustRuleStore } from './store.ts';
import { createTrustRule, deleteTrustRule, updateTrustRule } from './write-trust-rule.ts';

export function exchangeHandlers(base: AuthDeps): Handlers<typeof exchangeContract> {
  const deps = { ...base, trustRules: createTrustRuleStore(base.dynamo, base.table) };
  return {
    createTrustRule: ({ ctx, body }) => createTrustRule({ ctx, deps, input: body }),
    listTrustRules: ({ ctx, query }) => deps.trustRules.list(ctx.orgId, query),
    getTrustRule: async ({ ctx, params }) => found(await deps.trustRules.get(ctx.orgId, params.id), 'trust rule'),
    updateTrustRule: ({ ctx, params, body }) => updateTrustRule({ ctx, deps, input: { id: params.id, change: body } }),
    deleteTrustRule: async ({ ctx, params }) => void (await deleteTrustRule({ ctx, deps, input: params })),
  };
}
