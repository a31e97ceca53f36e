import type { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import type { Context } from '../../../shared/context.ts';
import type { Table } from '../../../shared/dynamo.ts';
import { AppError } from '../../../shared/errors.ts';
import { newId } from '../../../shared/id.ts';
import { type Sender, sendOutgoing } from '../../../shared/outbox.ts';
import { recorded } from '../audit/recorded.ts';
import { changeTold } from '../mfa/change-told.ts';
import { freshSession } from '../mfa/own-session.ts';
import type { SessionStore } from '../session/store.ts';
import { maxPasskeys, type Passkey, type StoredPasskey } from './passkey.ts';
import { challengeIn, type RegistrationResponse } from './response.ts';
import { createPasskeyStore } from './store.ts';
import { verifyRegistration } from './verify-registration.ts';

/**
 * Takes a passkey that a browser made after `offerRegistration`.
 * @throws AppError `validation_failed`, `conflict` when it is somebody's already or there are too many, `forbidden`
 */
export async function addPasskey(call: {
  ctx: Context;
  deps: Sender & { dynamo: DynamoDBClient; table: Table; sessions: SessionStore; apiUrl: string };
  input: { name: string; response: RegistrationResponse };
}): Promise<Passkey> {
  const { ctx, deps, input } = call;
  const { userId } = await freshSession({ ctx, deps });
  const store = createPasskeyStore(deps.dynamo, deps.table);
  const challenge = challengeIn(input.response.response.clientDataJSON);
  if (!challenge || !(await store.takeChallenge(challenge, { purpose: 'register', userId }, ctx.now))) {
    throw new AppError('validation_failed', 'The passkey answers no question that we asked you in the last 5 minutes.');
  }
  const credential = await verifyRegistration(input.response, challenge, deps.apiUrl);
  const passkey: StoredPasskey = {
    ...{ id: newId('passkey', ctx.now), name: input.name, createdAt: new Date(ctx.now).toISOString() },
    ...credential,
    ...{ userId, transports: input.response.response.transports ?? [] },
  };
  const target = { type: 'passkey', id: passkey.id };
  const after = { name: passkey.name, isBackedUp: passkey.isBackedUp };
  const record = recorded(deps.table, ctx, { orgId: ctx.orgId, action: 'passkey.added', target, after });
  const told = changeTold(deps.table, ctx, `The passkey "${passkey.name}" was added to your account`);
  const outcome = await store.add(passkey, [record, told.write]);
  if (outcome === 'taken') throw new AppError('conflict', 'This passkey is registered already.');
  if (outcome === 'too-many') {
    throw new AppError('conflict', `An account has at most ${maxPasskeys} passkeys. Remove one first.`);
  }
  await sendOutgoing(deps, [told]);
  return passkey;
}
