import { type Handlers, Reply } from '../../../shared/route.ts';
import type { AuthDeps } from '../deps.ts';
import type { tokenContract } from './contract.ts';

export function tokenHandlers(deps: AuthDeps): Handlers<typeof tokenContract> {
  return {
    jwks: async () => new Reply({ keys: await publishedKeys(deps) }, { 'cache-control': 'public, max-age=300' }),
  };
}

/** Loading the signing key publishes it, so a deployment that never signed a token has its key in the set, too. */
async function publishedKeys(deps: Pick<AuthDeps, 'jwks' | 'loadSigningKey'>) {
  await deps.loadSigningKey();
  return deps.jwks.list();
}
