import { type Handlers, Reply } from '../../../shared/route.ts';
import type { AuthDeps } from '../deps.ts';
import type { oauthContract } from './contract.ts';
import { openIdConfiguration } from './discovery.ts';

export function oauthHandlers(deps: AuthDeps): Handlers<typeof oauthContract> {
  return {
    openIdConfiguration: async () =>
      new Reply(openIdConfiguration(deps.apiUrl), { 'cache-control': 'public, max-age=300' }),
  };
}
