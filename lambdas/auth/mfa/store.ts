import type { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { isConditionFailed, type Table } from '../../../shared/dynamo.ts';
import type { Condition, Update } from '../../../shared/dynamo-expression.ts';
import { failedConditions, transact, type Write } from '../../../shared/dynamo-transaction.ts';
import { Authenticator } from './mfa.ts';

type Alongside = readonly (Write & { table: Table })[];

const key = (userId: string) => ({ pk: `USER#${userId}`, sk: 'AUTHENTICATOR' });

/** Changes are guarded by what was read: false means that somebody else was first. `alongside` is in the same transaction. */
export interface MfaStore {
  get(userId: string): Promise<Authenticator | undefined>;
  /** Replaces an enrolment that waits; false when one is active. */
  enroll(authenticator: Authenticator & { expiresAt: number }, alongside: Alongside): Promise<boolean>;
  activate(
    authenticator: Authenticator,
    change: { step: number; recoveryHashes: string[]; at: string },
    alongside: Alongside,
  ): Promise<boolean>;
  disable(authenticator: Authenticator, alongside: Alongside): Promise<boolean>;
  renewRecoveryCodes(authenticator: Authenticator, hashes: string[], alongside: Alongside): Promise<boolean>;
  /** True for one of any number of parallel uses of a code. */
  useStep(authenticator: Authenticator, step: number): Promise<boolean>;
  useRecoveryCode(authenticator: Authenticator, hash: string, alongside: Alongside): Promise<boolean>;
}

export function createMfaStore(client: DynamoDBClient, table: Table): MfaStore {
  const guarded = async (act: () => Promise<unknown>): Promise<boolean> => {
    try {
      await act();
      return true;
    } catch (error) {
      if (isConditionFailed(error) || failedConditions(error).includes(0)) return false;
      throw error;
    }
  };
  /** All changes of an authenticator depend on the secret and on the recovery codes that it had. */
  const unchanged = ({ sealedSecret, recoveryVersion, isActive }: Authenticator): Condition => ({
    when: '#sealedSecret = :sealed AND #recoveryVersion = :version AND #isActive = :active',
    values: { ':sealed': sealedSecret, ':version': recoveryVersion, ':active': isActive },
  });
  const change = (authenticator: Authenticator, what: Update, alongside: Alongside) =>
    guarded(() =>
      transact(client, [
        { table, update: key(authenticator.userId), change: what, condition: unchanged(authenticator) },
        ...alongside,
      ]),
    );
  return {
    get: (userId) => table.get(Authenticator, key(userId)),
    enroll(authenticator, alongside) {
      const put = { ...key(authenticator.userId), ...authenticator, ttl: Math.ceil(authenticator.expiresAt / 1_000) };
      const condition = { when: 'attribute_not_exists(pk) OR #isActive = :no', values: { ':no': false } };
      return guarded(() => transact(client, [{ table, put, condition }, ...alongside]));
    },
    activate: (authenticator, { step, recoveryHashes, at }, alongside) => {
      const set = { isActive: true, activatedAt: at, lastStep: step, recoveryHashes };
      return change(authenticator, { set, add: { recoveryVersion: 1 }, remove: ['expiresAt', 'ttl'] }, alongside);
    },
    disable: (authenticator, alongside) =>
      guarded(() =>
        transact(client, [
          { table, delete: key(authenticator.userId), condition: unchanged(authenticator) },
          ...alongside,
        ]),
      ),
    renewRecoveryCodes: (authenticator, recoveryHashes, alongside) =>
      change(authenticator, { set: { recoveryHashes }, add: { recoveryVersion: 1 } }, alongside),
    useStep: ({ userId, sealedSecret }, step) =>
      guarded(() =>
        table.update(
          key(userId),
          { set: { lastStep: step } },
          {
            when: '#sealedSecret = :sealed AND #lastStep < :step',
            values: { ':sealed': sealedSecret, ':step': step },
          },
        ),
      ),
    useRecoveryCode: (authenticator, hash, alongside) => {
      const recoveryHashes = authenticator.recoveryHashes.filter((each) => each !== hash);
      return change(authenticator, { set: { recoveryHashes }, add: { recoveryVersion: 1 } }, alongside);
    },
  };
}
