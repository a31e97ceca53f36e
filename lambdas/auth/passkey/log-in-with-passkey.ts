import type { PublicContext } from '../../../shared/context.ts';
import { AppError } from '../../../shared/errors.ts';
import { refuseLeaving } from '../account/refuse-leaving.ts';
import type { AuthDeps } from '../deps.ts';
import { chooseMembership } from '../organization/choose-membership.ts';
import { issueTokens } from '../session/issue-tokens.ts';
import type { Tokens } from '../session/session.ts';
import { startSession } from '../session/start-session.ts';
import { holdNetwork } from '../throttle/hold-network.ts';
import type { StoredPasskey } from './passkey.ts';
import { challengeIn, type LogInResponse } from './response.ts';
import { createPasskeyStore } from './store.ts';
import { verifyLogIn } from './verify-log-in.ts';

/**
 * A passkey is two factors by itself: the device, and what unlocks it. So no code is asked for.
 * @throws AppError `invalid_credentials` whatever is wrong with the passkey, `too_many_attempts`, `email_not_verified`, `account_deletion_scheduled`, or `not_found` for an
 *   organization that one is not in
 */
export async function logInWithPasskey(call: {
  ctx: PublicContext;
  deps: AuthDeps;
  input: { response: LogInResponse; organizationId?: string | undefined };
}): Promise<Tokens> {
  const { ctx, deps, input } = call;
  await holdNetwork({ ctx, deps, input: { limit: 'log-in' } });
  const { userId } = await checkPasskey(ctx, deps, input.response);
  const user = await deps.users.get(userId);
  if (!user) throw notAccepted();
  if (!user.isEmailVerified) {
    throw new AppError('email_not_verified', 'Open the link in the mail that we sent you, then log in.');
  }
  refuseLeaving(user);
  const { orgId } = await chooseMembership(deps.organizations, userId, input.organizationId);
  const session = await startSession({ ctx, deps, input: { userId, orgId, scope: 'full', methods: ['hwk'] } });
  return issueTokens(await deps.loadSigningKey(), deps.apiUrl, session, ctx.now);
}

/** The challenge is used up by whoever presents it first, whether the rest is right or wrong. */
async function checkPasskey(ctx: PublicContext, deps: AuthDeps, response: LogInResponse): Promise<StoredPasskey> {
  const store = createPasskeyStore(deps.dynamo, deps.table);
  const challenge = challengeIn(response.response.clientDataJSON);
  if (!challenge || !(await store.takeChallenge(challenge, { purpose: 'log-in' }, ctx.now))) throw notAccepted();
  const passkey = await store.find(response.id);
  const userHandle = Buffer.from(response.response.userHandle, 'base64url').toString('utf8');
  if (!passkey || passkey.userId !== userHandle) throw notAccepted();
  const verified = await verifyLogIn(response, passkey, challenge, deps.apiUrl).catch((cause: unknown) => {
    throw notAccepted(cause);
  });
  if (!(await store.use(passkey, { ...verified, at: new Date(ctx.now).toISOString() }))) throw notAccepted();
  return passkey;
}

function notAccepted(cause?: unknown): AppError {
  return new AppError(
    'invalid_credentials',
    'This passkey was not accepted. Try again, or log in with your password.',
    {
      cause,
    },
  );
}
