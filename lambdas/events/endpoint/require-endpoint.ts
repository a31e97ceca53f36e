import type { Context } from '../../../shared/context.ts';
import { AppError } from '../../../shared/errors.ts';
import { expectedVersion, versionTag } from '../../../shared/if-match.ts';
import type { Endpoint } from './endpoint.ts';
import type { EndpointStore } from './store.ts';

/** @throws AppError `not_found`, or `precondition_failed` when `ifMatch` names another version than the current one */
export async function requireEndpoint(call: {
  ctx: Context;
  deps: { readonly store: EndpointStore };
  input: { readonly id: string; readonly ifMatch?: string | undefined };
}): Promise<Endpoint> {
  const { ctx, deps, input } = call;
  const endpoint = await deps.store.get(ctx, input.id);
  if (!endpoint) throw new AppError('not_found', `There is no webhook endpoint ${input.id}.`);
  const expected = expectedVersion(input.ifMatch);
  if (expected !== undefined && expected !== endpoint.version) {
    throw new AppError('precondition_failed', `The endpoint is now at ${versionTag(endpoint)}.`);
  }
  return endpoint;
}
