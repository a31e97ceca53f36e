import type { Context } from '../../../shared/context.ts';
import type { Table } from '../../../shared/dynamo.ts';
import { AppError } from '../../../shared/errors.ts';
import { recorded } from '../audit/recorded.ts';
import type { OrganizationStore } from '../organization/store.ts';
import type { StoredKey } from './api-key.ts';
import { credentialOf } from './credential-of.ts';
import type { ImportedKey, ImportResult } from './import.ts';
import { importActOf, newKeyOf, refusalOf, refused, taken } from './imported-key.ts';
import type { ApiKeyStore } from './store.ts';
import { viewKey } from './view-key.ts';
import { underPlan } from './with-key.ts';

interface Deps {
  readonly apiKeys: ApiKeyStore;
  readonly organizations: Pick<OrganizationStore, 'get'>;
  readonly table: Table;
}
interface Candidate {
  readonly index: number;
  readonly key: StoredKey;
}

/** A transaction takes 100 writes; a key is three, beside the check of the plan. */
const perTransaction = 33;

/**
 * Takes over keys that were made elsewhere, by the hashes of their secrets: what their holders send goes on working. Each key
 * comes whole or not at all, and the reply says so of each.
 */
export async function importKeys(call: {
  ctx: Context;
  deps: Deps;
  input: { keys: readonly ImportedKey[] };
}): Promise<{ results: ImportResult[] }> {
  const { ctx, deps, input } = call;
  const results: ImportResult[] = [];
  const candidates: Candidate[] = [];
  const seen = new Set<string>();
  for (const [index, key] of input.keys.entries()) {
    const refusal = seen.has(key.sha256) ? taken() : refusalOf(ctx, key);
    seen.add(key.sha256);
    if (refusal) results.push(refused(index, refusal));
    else candidates.push({ index, key: newKeyOf(ctx, key) });
  }
  for (let at = 0; at < candidates.length; at += perTransaction) {
    results.push(...(await takeOver(ctx, deps, candidates.slice(at, at + perTransaction))));
  }
  return { results: results.toSorted((a, b) => a.index - b.index) };
}

/** One that is taken spoils the transaction for all; so those are left out, and the rest is tried again. */
async function takeOver(ctx: Context, deps: Deps, candidates: readonly Candidate[]): Promise<ImportResult[]> {
  if (candidates.length === 0) return [];
  const alongside = candidates.map(({ key }) => recorded(deps.table, ctx, importActOf(key)));
  const outcome = await underPlan(ctx, deps, (plan) => {
    const made = candidates.map(({ key }) => ({ key, credential: credentialOf(key, plan) }));
    return deps.apiKeys.create(ctx.orgId, plan, made, { alongside });
  });
  if (outcome.status === 'done') {
    return candidates.map(({ index, key }) => ({
      index,
      status: 'imported',
      apiKey: viewKey(key, new Map(), ctx.now),
    }));
  }
  if (outcome.status !== 'taken') throw new AppError('conflict', 'The organization is being changed. Try again.');
  const lost = new Set(outcome.at);
  const rest = await takeOver(
    ctx,
    deps,
    candidates.filter((_, at) => !lost.has(at)),
  );
  return [...rest, ...candidates.filter((_, at) => lost.has(at)).map(({ index }) => refused(index, taken()))];
}
