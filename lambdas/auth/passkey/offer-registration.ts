import { randomBytes } from 'node:crypto';
import type { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import type { Context } from '../../../shared/context.ts';
import type { Table } from '../../../shared/dynamo.ts';
import { found } from '../../../shared/errors.ts';
import { freshSession } from '../mfa/own-session.ts';
import type { SessionStore } from '../session/store.ts';
import type { UserStore } from '../user/store.ts';
import { challengeMs } from './passkey.ts';
import { algorithms, relyingParty } from './relying-party.ts';
import { createPasskeyStore } from './store.ts';

/**
 * What a browser needs to make a passkey for us.
 * @throws AppError `forbidden` when it is not a person who has just logged in
 */
export async function offerRegistration(call: {
  ctx: Context;
  deps: { dynamo: DynamoDBClient; table: Table; sessions: SessionStore; users: UserStore; apiUrl: string };
}) {
  const { ctx, deps } = call;
  const { userId } = await freshSession({ ctx, deps });
  const store = createPasskeyStore(deps.dynamo, deps.table);
  const [user, passkeys] = await Promise.all([deps.users.get(userId), store.listOf(userId)]);
  const { email, name } = found(user, 'person');
  const challenge = randomBytes(32).toString('base64url');
  await store.putChallenge(challenge, { purpose: 'register', userId }, ctx.now + challengeMs);
  return {
    rp: { id: relyingParty(deps.apiUrl).id, name: 'ODAVL Cloud' },
    user: { id: Buffer.from(userId).toString('base64url'), name: email, displayName: name },
    challenge,
    pubKeyCredParams: algorithms.map((alg) => ({ type: 'public-key' as const, alg })),
    timeout: challengeMs,
    excludeCredentials: passkeys.map(({ credentialId, transports }) => ({
      ...{ id: credentialId, type: 'public-key' as const, transports },
    })),
    // WebAuthn L3 §5.4.4: the older name goes with the newer one.
    authenticatorSelection: {
      ...{ residentKey: 'required' as const, requireResidentKey: true, userVerification: 'required' as const },
    },
    attestation: 'none' as const,
  };
}
