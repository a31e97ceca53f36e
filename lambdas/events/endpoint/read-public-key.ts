import type { Context } from '../../../shared/context.ts';
import { deriveEndpointKeys, publicKeyText } from '../signature/endpoint-keys.ts';
import { requireEndpoint } from './require-endpoint.ts';
import type { EndpointStore } from './store.ts';

/** @throws AppError `not_found` */
export async function readPublicKey(call: {
  ctx: Context;
  deps: { readonly store: EndpointStore; readonly loadSecret: () => Promise<string> };
  input: { readonly id: string };
}) {
  const { ctx, deps } = call;
  const [{ id, secretVersion, previousSecret }, serviceSecret] = await Promise.all([
    requireEndpoint(call),
    deps.loadSecret(),
  ]);
  const publicKeyOf = (version: number) => publicKeyText(deriveEndpointKeys(serviceSecret, id, version));
  const isInGrace = previousSecret !== undefined && ctx.now < Date.parse(previousSecret.until);
  return {
    publicKey: publicKeyOf(secretVersion),
    secretVersion,
    ...(isInGrace && { previous: { publicKey: publicKeyOf(previousSecret.version), until: previousSecret.until } }),
  };
}
