import { createHash } from 'node:crypto';
import type { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { isConditionFailed, type Table } from '../../../shared/dynamo.ts';
import { failedConditions, transact, type Write } from '../../../shared/dynamo-transaction.ts';
import { type ChallengeUse, maxPasskeys, StoredPasskey } from './passkey.ts';

type Alongside = readonly (Write & { table: Table })[];

const sha256 = (text: string) => createHash('sha256').update(text).digest('hex');
/** By the credential's own id, of which there is one in the world: that it belongs to one person is the key's uniqueness. */
const passkeyKey = (credentialId: string) => ({ pk: `PASSKEY#${sha256(credentialId)}`, sk: 'PASSKEY' });
const countKey = (userId: string) => ({ pk: `USER#${userId}`, sk: 'PASSKEYS' });
const challengeKey = (challenge: string) => ({ pk: `CHALLENGE#${sha256(challenge)}`, sk: 'CHALLENGE' });

/** Beside the person's memberships and sessions in the index. */
const indexed = ({ userId, id }: StoredPasskey) => ({ gsi1pk: `USER#${userId}`, gsi1sk: `PASSKEY#${id}` });

export interface PasskeyStore {
  find(credentialId: string): Promise<StoredPasskey | undefined>;
  /** The list is of the index, so a passkey of this second may be missing. */
  listOf(userId: string): Promise<StoredPasskey[]>;
  get(userId: string, id: string): Promise<StoredPasskey | undefined>;
  add(passkey: StoredPasskey, alongside: Alongside): Promise<'added' | 'taken' | 'too-many'>;
  /** False when it is gone already. */
  remove(passkey: StoredPasskey, alongside: Alongside): Promise<boolean>;
  /** Remembers a use; false when the counter has not grown since (WebAuthn L3 §7.2 step 22), or the passkey is gone. */
  use(passkey: StoredPasskey, use: { counter: number; at: string; isBackedUp: boolean }): Promise<boolean>;
  putChallenge(challenge: string, use: ChallengeUse, expiresAt: number): Promise<void>;
  /** True once: for the first who presents it in time, for what it was made for. */
  takeChallenge(challenge: string, use: ChallengeUse, now: number): Promise<boolean>;
}

export function createPasskeyStore(client: DynamoDBClient, table: Table): PasskeyStore {
  return {
    find: (credentialId) => table.get(StoredPasskey, passkeyKey(credentialId)),
    listOf: (userId) =>
      table.query(StoredPasskey, {
        index: 'gsi1',
        pk: `USER#${userId}`,
        skPrefix: 'PASSKEY#',
        limit: maxPasskeys,
      }),
    async get(userId, id) {
      const [found] = await table.query(StoredPasskey, {
        index: 'gsi1',
        pk: `USER#${userId}`,
        skPrefix: `PASSKEY#${id}`,
        limit: 1,
      });
      return found;
    },
    add: (passkey, alongside) => addPasskey(client, table, passkey, alongside),
    remove: (passkey, alongside) =>
      isDone(() =>
        transact(client, [
          {
            table,
            delete: passkeyKey(passkey.credentialId),
            condition: { when: '#id = :id', values: { ':id': passkey.id } },
          },
          { table, update: countKey(passkey.userId), change: { add: { count: -1 } } },
          ...alongside,
        ]),
      ),
    use: (passkey, { counter, at, isBackedUp }) =>
      isDone(() =>
        table.update(
          passkeyKey(passkey.credentialId),
          { set: { counter, isBackedUp, lastUsedAt: at } },
          {
            when: counter === 0 ? '#id = :id AND #counter = :counter' : '#id = :id AND #counter < :counter',
            values: { ':id': passkey.id, ':counter': counter },
          },
        ),
      ),
    putChallenge: (challenge, use, expiresAt) =>
      table.put({ ...challengeKey(challenge), for: nameOf(use), expiresAt, ttl: Math.ceil(expiresAt / 1_000) }),
    takeChallenge: (challenge, use, now) =>
      isDone(() =>
        table.delete(challengeKey(challenge), {
          when: '#for = :for AND #expiresAt > :now',
          values: { ':for': nameOf(use), ':now': now },
        }),
      ),
  };
}

async function addPasskey(
  client: DynamoDBClient,
  table: Table,
  passkey: StoredPasskey,
  alongside: Alongside,
): Promise<'added' | 'taken' | 'too-many'> {
  const item = { ...passkeyKey(passkey.credentialId), ...passkey, ...indexed(passkey) };
  const room = { when: 'attribute_not_exists(pk) OR #count < :max', values: { ':max': maxPasskeys } };
  try {
    await transact(client, [
      { table, put: item, condition: { when: 'attribute_not_exists(pk)' } },
      { table, update: countKey(passkey.userId), change: { add: { count: 1 } }, condition: room },
      ...alongside,
    ]);
    return 'added';
  } catch (error) {
    const failed = failedConditions(error);
    if (failed.includes(0)) return 'taken';
    if (failed.includes(1)) return 'too-many';
    throw error;
  }
}

/** False when the first condition did not hold. */
async function isDone(act: () => Promise<unknown>): Promise<boolean> {
  try {
    await act();
    return true;
  } catch (error) {
    if (isConditionFailed(error) || failedConditions(error).includes(0)) return false;
    throw error;
  }
}

function nameOf(use: ChallengeUse): string {
  return use.purpose === 'register' ? `register ${use.userId}` : use.purpose;
}
