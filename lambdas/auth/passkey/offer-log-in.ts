import { randomBytes } from 'node:crypto';
import type { PublicContext } from '../../../shared/context.ts';
import type { AuthDeps } from '../deps.ts';
import { holdNetwork } from '../throttle/hold-network.ts';
import { challengeMs } from './passkey.ts';
import { relyingParty } from './relying-party.ts';
import { createPasskeyStore } from './store.ts';

/**
 * The same for everybody: the authenticator knows whose passkeys it has, so nobody is asked who they are.
 * @throws AppError `too_many_attempts`, `unavailable` when requests cannot be counted
 */
export async function offerLogIn(call: { ctx: PublicContext; deps: AuthDeps }) {
  const { ctx, deps } = call;
  await holdNetwork({ ctx, deps, input: { limit: 'link' } });
  const challenge = randomBytes(32).toString('base64url');
  const store = createPasskeyStore(deps.dynamo, deps.table);
  await store.putChallenge(challenge, { purpose: 'log-in' }, ctx.now + challengeMs);
  const { id } = relyingParty(deps.apiUrl);
  return { challenge, rpId: id, timeout: challengeMs, userVerification: 'required' as const };
}
