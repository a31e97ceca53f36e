import type { PublicContext } from '../../../shared/context.ts';
import { OAuthError, type OAuthErrorCode } from '../../../shared/oauth-error.ts';
import type { AuthDeps } from '../deps.ts';
import { holdNetwork } from '../throttle/hold-network.ts';

/** What somebody gets who guesses. A device that polls, or a scope that is mistyped, is nobody who guesses. */
const guesses: ReadonlySet<OAuthErrorCode> = new Set<OAuthErrorCode>(['invalid_client', 'invalid_grant']);

/**
 * Counts failures, and only those, against the network that they come from.
 * @throws AppError `too_many_attempts` in place of the failure, when there were too many
 */
export async function holdFailures<Result>(
  call: { ctx: PublicContext; deps: Pick<AuthDeps, 'throttle' | 'signInBurstPerIp'> },
  work: () => Promise<Result>,
): Promise<Result> {
  try {
    return await work();
  } catch (error) {
    if (error instanceof OAuthError && guesses.has(error.error))
      await holdNetwork({ ...call, input: { limit: 'refresh-failure' } });
    throw error;
  }
}
