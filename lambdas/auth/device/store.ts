import type { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { isConditionFailed, type Table } from '../../../shared/dynamo.ts';
import type { Condition } from '../../../shared/dynamo-expression.ts';
import { failedConditions, transact, type Write } from '../../../shared/dynamo-transaction.ts';
import { type Approval, DeviceRequest, pollSeconds } from './device.ts';

type Writes = readonly (Write & { table: Table })[];

const key = (codeHash: string) => ({ pk: `DEVICE#${codeHash}`, sk: 'DEVICE' });
const userCodeIndex = (userCodeHash: string) => `USER-CODE#${userCodeHash}`;

export interface DeviceStore {
  create(device: DeviceRequest): Promise<void>;
  get(codeHash: string): Promise<DeviceRequest | undefined>;
  /** By the code that a person typed; undefined too when two devices were given the same one. */
  findByUserCode(userCodeHash: string): Promise<DeviceRequest | undefined>;
  /** Counts a poll of a waiting device. False when it comes too early; the next one must then come later still. */
  poll(device: DeviceRequest, now: number): Promise<boolean>;
  /** As part of the transaction that lets it in: uses the code up, and fails the transaction when it is used already. */
  use(codeHash: string): Write & { table: Table };
  /** False when it does not wait any more. `writes` happen together with the decision. */
  decide(codeHash: string, decision: { approval?: Approval; now: number }, writes: Writes): Promise<boolean>;
}

export function createDeviceStore(client: DynamoDBClient, table: Table): DeviceStore {
  const ifMet = async (act: () => Promise<unknown>): Promise<boolean> => {
    try {
      await act();
      return true;
    } catch (error) {
      if (isConditionFailed(error) || failedConditions(error).length > 0) return false;
      throw error;
    }
  };
  return {
    async create(device) {
      const { codeHash, userCodeHash, expiresAt } = device;
      const index = { gsi1pk: userCodeIndex(userCodeHash), gsi1sk: codeHash };
      await table.put({ ...key(codeHash), ...device, ...index, ttl: Math.ceil(expiresAt / 1_000) });
    },
    get: (codeHash) => table.get(DeviceRequest, key(codeHash)),
    async findByUserCode(userCodeHash) {
      const found = await table.query(DeviceRequest, { index: 'gsi1', pk: userCodeIndex(userCodeHash), limit: 2 });
      return found.length === 1 ? found[0] : undefined;
    },
    async poll({ codeHash, intervalSeconds }, now) {
      const when = (condition: string, values: Condition['values']): Condition => ({
        when: `#status = :pending AND ${condition}`,
        values: { ':pending': 'pending', ...values },
      });
      const inTime = when('(attribute_not_exists(#polledAt) OR #polledAt <= :earliest)', {
        ':earliest': now - intervalSeconds * 1_000,
      });
      if (await ifMet(() => table.update(key(codeHash), { set: { polledAt: now } }, inTime))) return true;
      const slower = { set: { polledAt: now }, add: { intervalSeconds: pollSeconds } };
      await ifMet(() => table.update(key(codeHash), slower, when('attribute_exists(pk)', {})));
      return false;
    },
    use: (codeHash) => ({
      ...{ table, delete: key(codeHash) },
      condition: { when: '#status = :approved', values: { ':approved': 'approved' } },
    }),
    decide: (codeHash, { approval, now }, writes) =>
      ifMet(() =>
        transact(client, [
          {
            ...{ table, update: key(codeHash) },
            change: { set: { status: approval ? 'approved' : 'denied', approval } },
            condition: {
              when: '#status = :pending AND #expiresAt > :now',
              values: { ':pending': 'pending', ':now': now },
            },
          },
          ...writes,
        ]),
      ),
  };
}
