import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import {
  type AttributeValue,
  ScanCommand,
  type TransactWriteItem,
  TransactWriteItemsCommand,
} from '@aws-sdk/client-dynamodb';
import { afterEach, expect, test } from 'vitest';
import { FakeClock } from '../../../fake-clock.ts';
import { createTables, type Fixture, startDynamoDb, thingsTable } from '../fixture.ts';

let db: Fixture;
let child: ChildProcess | undefined;
afterEach(async () => {
  child?.kill('SIGKILL');
  await db.close();
});

/** Lets a child write until it has said `count` transactions done, kills it there, and returns the last it said. */
async function writeAndKill(stateDirectory: string, first: number, count: number): Promise<number> {
  const script = fileURLToPath(new URL('./crash-child.ts', import.meta.url));
  const writer = spawn(process.execPath, [script, stateDirectory, `${first}`], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  child = writer;
  const exited = once(writer, 'exit');
  let last = first - 1;
  for await (const line of createInterface({ input: writer.stdout })) {
    last = Number(line);
    if (last === first + count - 1) writer.kill('SIGKILL');
  }
  expect(await exited).toEqual([null, 'SIGKILL']);
  return last;
}

async function scan(TableName: string, IndexName?: string) {
  const { Items = [] } = await db.client.send(new ScanCommand({ TableName, IndexName }));
  return Items.sort((a, b) => Number(a.id?.S) - Number(b.id?.S));
}

const numbersOf = (items: Record<string, AttributeValue>[]) => new Set(items.map(({ n }) => Number(n?.N)));

// https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_TransactWriteItems.html: all or nothing.
test('a process killed while it writes leaves whole transactions and true indexes', async () => {
  db = await startDynamoDb(new FakeClock());
  await createTables(db.client, ...['things', 'others', 'singles'].map((TableName) => ({ ...thingsTable, TableName })));
  const { stateDirectory } = db;
  let next = 1;
  for (const count of [3, 11, 7, 19]) {
    await db.stop();
    const acknowledged = await writeAndKill(stateDirectory, next, count);
    db = await startDynamoDb(new FakeClock(), stateDirectory);
    const items = [...(await scan('things')), ...(await scan('others'))];
    const [number = 0, ...others] = numbersOf(items);
    expect(items).toHaveLength(60);
    expect(others).toEqual([]);
    expect(number).toBeGreaterThanOrEqual(acknowledged);
    for (const table of ['things', 'others', 'singles'])
      expect(await scan(table, 'by-group')).toEqual(await scan(table));
    const [single = 0] = numbersOf(await scan('singles'));
    expect([number - 1, number]).toContain(single);
    next = number + 1;
  }
});

test('a transaction that was done before the kill is known by its token after it', async () => {
  db = await startDynamoDb(new FakeClock());
  await createTables(db.client, ...['things', 'others', 'singles'].map((TableName) => ({ ...thingsTable, TableName })));
  const { stateDirectory } = db;
  await db.stop();
  await writeAndKill(stateDirectory, 1, 5);
  // The child's tokens are of the real time.
  const clock = new FakeClock();
  clock.advance(Date.now() - clock.now());
  db = await startDynamoDb(clock, stateDirectory);
  const other: TransactWriteItem = { Put: { TableName: 'things', Item: { id: { S: 'other' } } } };
  const command = new TransactWriteItemsCommand({ TransactItems: [other], ClientRequestToken: 'token-5' });
  await expect(db.client.send(command)).rejects.toMatchObject({ name: 'IdempotentParameterMismatchException' });
});
