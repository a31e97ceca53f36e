import type { PublicContext } from '../../../shared/context.ts';
import { AppError } from '../../../shared/errors.ts';
import type { AuthDeps } from '../deps.ts';
import { holdNetwork } from '../throttle/hold-network.ts';
import { issueTokens } from './issue-tokens.ts';
import { rotate } from './rotate.ts';
import type { Tokens } from './session.ts';

/**
 * Trades a refresh token of our own log-in for the next pair; those of OAuth clients are traded at the token endpoint. Only
 * failures count against the network, so nobody's neighbour is logged out by somebody who guesses.
 * @throws AppError `invalid_refresh_token`, `too_many_attempts`
 */
export async function refresh(call: {
  ctx: PublicContext;
  deps: AuthDeps;
  input: { refreshToken: string };
}): Promise<Tokens> {
  const { ctx, deps } = call;
  const { refreshToken } = call.input;
  try {
    const session = await rotate({ ctx, deps, input: { refreshToken } });
    return await issueTokens(await deps.loadSigningKey(), deps.apiUrl, session, ctx.now);
  } catch (error) {
    if (error instanceof AppError) await holdNetwork({ ctx, deps, input: { limit: 'refresh-failure' } });
    throw error;
  }
}
