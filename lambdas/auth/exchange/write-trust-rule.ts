import type { Context } from '../../../shared/context.ts';
import { AppError, type FieldError, found } from '../../../shared/errors.ts';
import { newId } from '../../../shared/id.ts';
import { mayUseProject } from '../../../shared/project.ts';
import { recorded } from '../audit/recorded.ts';
import { refuseMoreThanOwn } from '../client/refuse-more-than-own.ts';
import type { AuthDeps } from '../deps.ts';
import { isLoopback } from '../issuer/issuer.ts';
import type { TrustRule } from './exchange.ts';
import type { NewTrustRule, TrustRuleChange } from './new-trust-rule.ts';
import type { TrustRuleStore } from './store.ts';

type Deps = AuthDeps & { trustRules: TrustRuleStore };

/** @throws AppError `forbidden` for more than one may do oneself, `validation_failed` */
export async function createTrustRule(call: { ctx: Context; deps: Deps; input: NewTrustRule }): Promise<TrustRule> {
  const { ctx, deps, input } = call;
  await check(ctx, deps, input);
  const id = newId('trustRule', ctx.now);
  const rule = { id, ...input, createdBy: ctx.actor.id, createdAt: new Date(ctx.now).toISOString() };
  const act = { orgId: ctx.orgId, action: 'trust-rule.created', target: { type: 'trust-rule', id } } as const;
  await deps.trustRules.create(ctx.orgId, rule, [recorded(deps.table, ctx, { ...act, after: input })]);
  return rule;
}

/** @throws AppError `not_found`, and those of `createTrustRule` */
export async function updateTrustRule(call: {
  ctx: Context;
  deps: Deps;
  input: { id: string; change: TrustRuleChange };
}): Promise<TrustRule> {
  const { ctx, deps, input } = call;
  const { id, change } = input;
  const rule = found(await deps.trustRules.get(ctx.orgId, id), 'trust rule');
  // All of it, not the change alone: who changes a claim lets somebody else use the scopes that are there.
  await check(ctx, deps, { ...rule, ...change });
  const act = { orgId: ctx.orgId, action: 'trust-rule.updated', target: { type: 'trust-rule', id } } as const;
  const before = Object.fromEntries(Object.entries(rule).filter(([name]) => name in change));
  const record = recorded(deps.table, ctx, { ...act, before, after: change });
  const isThere = await deps.trustRules.update(ctx.orgId, id, change, [record]);
  return found(isThere ? { ...rule, ...change } : undefined, 'trust rule');
}

/**
 * No job gets a token from now on, and the tokens that are out stop working once no authorizer remembers them, after 30 s.
 * @throws AppError `not_found`
 */
export async function deleteTrustRule(call: { ctx: Context; deps: Deps; input: { id: string } }): Promise<void> {
  const { ctx, deps, input } = call;
  const { id, ...before } = found(await deps.trustRules.get(ctx.orgId, input.id), 'trust rule');
  const act = { orgId: ctx.orgId, action: 'trust-rule.deleted', target: { type: 'trust-rule', id }, before } as const;
  const isThere = await deps.trustRules.delete(ctx.orgId, id, [recorded(deps.table, ctx, act)]);
  found(isThere ? id : undefined, 'trust rule');
}

async function check(ctx: Context, deps: Deps, rule: NewTrustRule): Promise<void> {
  refuseMoreThanOwn(ctx, rule.scopes);
  if (isLoopback(rule.issuer) && !deps.allowsLoopback) throw invalid('issuer', 'Must be https');
  if (ctx.projects && !rule.projectIds) {
    throw new AppError('forbidden', 'This credential is restricted to some projects; a trust rule of it must be, too.');
  }
  await checkProjects(ctx, deps, [...new Set(rule.projectIds)]);
}

async function checkProjects(ctx: Context, deps: Deps, projectIds: readonly string[]): Promise<void> {
  const there = projectIds.length > 0 ? await deps.trustRules.projects(ctx.orgId, projectIds) : [];
  const usable = there.filter((project) => mayUseProject(ctx, project)).map(({ id }) => id);
  const missing = projectIds.find((id) => !usable.includes(id));
  if (missing !== undefined) throw invalid('projectIds', `There is no project ${missing}`);
}

function invalid(field: string, message: string): AppError {
  const error: FieldError = { path: `body.${field}`, message };
  return new AppError('validation_failed', `${error.path}: ${message}`, { errors: [error] });
}
