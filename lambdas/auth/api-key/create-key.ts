import type { Context } from '../../../shared/context.ts';
import type { Table } from '../../../shared/dynamo.ts';
import { AppError } from '../../../shared/errors.ts';
import { newId } from '../../../shared/id.ts';
import { projectExists } from '../../../shared/project.ts';
import { recorded } from '../audit/recorded.ts';
import type { OrganizationStore } from '../organization/store.ts';
import type { KeyWithSecret, NewApiKey, StoredKey } from './api-key.ts';
import { credentialOf } from './credential-of.ts';
import { noProject, refuseImpossible, refuseMoreThanOwn } from './key-rules.ts';
import { hashSecret, hintOf, newSecret } from './secret.ts';
import type { ApiKeyStore } from './store.ts';
import { viewKey } from './view-key.ts';
import { underPlan } from './with-key.ts';

/**
 * Makes a key and tells its secret, this once.
 * @throws AppError `forbidden` when the key could do more than its maker, `validation_failed` for a project that is not there
 */
export async function createKey(call: {
  ctx: Context;
  deps: { apiKeys: ApiKeyStore; organizations: Pick<OrganizationStore, 'get'>; table: Table };
  input: NewApiKey;
}): Promise<KeyWithSecret> {
  const { ctx, deps, input } = call;
  refuseMoreThanOwn(ctx, input);
  refuseImpossible(ctx, input);
  const secret = newSecret();
  const key: StoredKey = {
    ...{ id: newId('apiKey', ctx.now), orgId: ctx.orgId, ...input },
    ...{ hint: hintOf(secret), hash: hashSecret(secret), generation: 1, version: 1 },
    ...{ createdBy: ctx.actor.id, createdAt: new Date(ctx.now).toISOString() },
  };
  const target = { type: 'api-key', id: key.id };
  const alongside = [
    recorded(deps.table, ctx, { orgId: ctx.orgId, action: 'api-key.created', target, after: { ...input } }),
  ];
  const projects = (input.projectIds ?? []).map((id) => projectExists(deps.table, ctx, id));
  const outcome = await underPlan(ctx, deps, (plan) =>
    deps.apiKeys.create(ctx.orgId, plan, [{ key, credential: credentialOf(key, plan) }], { alongside, projects }),
  );
  if (outcome.status === 'no-project') throw noProject(outcome.at);
  if (outcome.status !== 'done') throw new AppError('conflict', 'The organization is being changed. Try again.');
  return { apiKey: viewKey(key, new Map(), ctx.now), secret };
}
