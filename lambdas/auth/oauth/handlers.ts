import { type Handlers, Reply } from '../../../shared/route.ts';
import type { AuthDeps } from '../deps.ts';
import { createVerifier } from '../token/access-token.ts';
import { authorize } from './authorize.ts';
import { createCodeStore } from './code/store.ts';
import type { oauthContract } from './contract.ts';
import { decide } from './decide.ts';
import { serverMetadata } from './discovery.ts';
import { holdFailures } from './hold-failures.ts';
import { introspectToken } from './introspect-token.ts';
import { revokeToken } from './revoke-token.ts';
import { issueToken } from './token.ts';
import { readUserInfo } from './user-info.ts';

export function oauthHandlers(base: AuthDeps): Handlers<typeof oauthContract> {
  const codes = createCodeStore(base.dynamo, base.table);
  const deps = { ...base, codes, verify: createVerifier(base.jwks, base.apiUrl) };
  const metadata = async () => new Reply(serverMetadata(deps.apiUrl), { 'cache-control': 'public, max-age=300' });
  return {
    openIdConfiguration: metadata,
    authorizationServerMetadata: metadata,
    authorizePage: ({ request }) => authorize({ deps, input: request }),
    authorize: ({ ctx, body: { organizationId, decision, ...parameters } }) =>
      decide({ ctx, deps, input: { parameters, organizationId, decision } }),
    token: ({ ctx, body: form, request: { headers } }) => {
      const input = { form, authorization: headers.authorization, proof: headers.dpop };
      return holdFailures({ ctx, deps }, () => issueToken({ ctx, deps, input }));
    },
    revokeToken: async ({ ctx, body: form, request: { headers } }) => {
      const input = { form, authorization: headers.authorization };
      await holdFailures({ ctx, deps }, () => revokeToken({ ctx, deps, input }));
      return {};
    },
    introspectToken: ({ ctx, body: form, request: { headers } }) => {
      const input = { form, authorization: headers.authorization };
      return holdFailures({ ctx, deps }, () => introspectToken({ ctx, deps, input }));
    },
    userInfo: ({ ctx }) => readUserInfo({ ctx, deps }),
    userInfoByPost: ({ ctx }) => readUserInfo({ ctx, deps }),
  };
}
