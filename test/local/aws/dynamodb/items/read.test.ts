import {
  BatchGetItemCommand,
  GetItemCommand,
  QueryCommand,
  type QueryCommandInput,
  ScanCommand,
} from '@aws-sdk/client-dynamodb';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { createTables, eventsTable, type Fixture, put, startDynamoDb, thingsTable } from '../fixture.ts';

let db: Fixture;
beforeAll(async () => {
  db = await startDynamoDb();
  await createTables(db.client, eventsTable, thingsTable);
  for (let day = 1; day <= 9; day += 1) {
    await put(db.client, 'events', {
      org: { S: 'acme' },
      at: { S: `2026-0${day < 5 ? 1 : 2}-0${day}` },
      plan: { S: 'pro' },
      score: { N: `${day < 4 ? -day * 10 : day}` },
      tags: { SS: day % 2 ? ['odd', 'all'] : ['even', 'all'] },
      detail: { M: { day: { N: `${day}` }, headline: { S: `day ${day}` } } },
    });
  }
  await put(db.client, 'events', { org: { S: 'other' }, at: { S: '2026-01-01' } });
});
afterAll(() => db.close());

async function days(input: Partial<QueryCommandInput>): Promise<string[]> {
  const { ExpressionAttributeValues: values, KeyConditionExpression: key, ...rest } = input;
  const query = new QueryCommand({
    TableName: 'events',
    KeyConditionExpression: `org = :org${key ? ` AND ${key}` : ''}`,
    ExpressionAttributeValues: { ':org': { S: 'acme' }, ...values },
    ExpressionAttributeNames: key ? { '#at': 'at' } : undefined,
    ...rest,
  });
  return ((await db.client.send(query)).Items ?? []).map((item) => item.at?.S?.slice(5) ?? '?');
}

// https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/Query.KeyConditionExpressions.html
test('sort key conditions select their range, in order', async () => {
  const prefix = {
    KeyConditionExpression: 'begins_with(#at, :p)',
    ExpressionAttributeValues: { ':p': { S: '2026-01' } },
  };
  expect(await days(prefix)).toEqual(['01-01', '01-02', '01-03', '01-04']);
  expect(await days({ ...prefix, ScanIndexForward: false })).toEqual(['01-04', '01-03', '01-02', '01-01']);
  const range = { ':a': { S: '2026-01-03' }, ':b': { S: '2026-02-05' } };
  expect(await days({ KeyConditionExpression: '#at BETWEEN :a AND :b', ExpressionAttributeValues: range })).toEqual([
    '01-03',
    '01-04',
    '02-05',
  ]);
  const bound = { ':a': { S: '2026-02-08' } };
  expect(await days({ KeyConditionExpression: '#at > :a', ExpressionAttributeValues: bound })).toEqual(['02-09']);
  expect(await days({ KeyConditionExpression: '#at >= :a', ExpressionAttributeValues: bound })).toEqual([
    '02-08',
    '02-09',
  ]);
});

// https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/Expressions.OperatorsAndFunctions.html
test('filters see sets, nested values and sizes', async () => {
  const filtered = (FilterExpression: string, values: QueryCommandInput['ExpressionAttributeValues']) =>
    days({ FilterExpression, ExpressionAttributeValues: values });
  expect(await filtered('contains(tags, :t)', { ':t': { S: 'even' } })).toEqual(['01-02', '01-04', '02-06', '02-08']);
  expect(await filtered('detail.headline BETWEEN :a AND :b', { ':a': { S: 'day 8' }, ':b': { S: 'day 9' } })).toEqual([
    '02-08',
    '02-09',
  ]);
  expect(await filtered('size(tags) = :n AND attribute_not_exists(nothing)', { ':n': { N: '2' } })).toHaveLength(9);
  expect(await filtered('score IN (:a, :b)', { ':a': { N: '5' }, ':b': { N: '9' } })).toEqual(['02-05', '02-09']);
});

test('a projection returns only what it names', async () => {
  const read = new GetItemCommand({
    TableName: 'events',
    Key: { org: { S: 'acme' }, at: { S: '2026-01-02' } },
    ProjectionExpression: 'score, detail.#day',
    ExpressionAttributeNames: { '#day': 'day' },
  });
  expect((await db.client.send(read)).Item).toEqual({ score: { N: '-20' }, detail: { M: { day: { N: '2' } } } });
});

// https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/Query.Pagination.html
test.each([true, false])('pages of an index join without gap or repetition, forward %s', async (ScanIndexForward) => {
  const scores: number[] = [];
  let ExclusiveStartKey: QueryCommandInput['ExclusiveStartKey'];
  do {
    const page = await db.client.send(
      new QueryCommand({
        TableName: 'events',
        IndexName: 'by-plan',
        KeyConditionExpression: '#plan = :plan',
        ExpressionAttributeNames: { '#plan': 'plan' },
        ExpressionAttributeValues: { ':plan': { S: 'pro' } },
        ScanIndexForward,
        Limit: 2,
        ExclusiveStartKey,
      }),
    );
    for (const item of page.Items ?? []) {
      expect(Object.keys(item).sort()).toEqual(['at', 'org', 'plan', 'score']);
      scores.push(Number(item.score?.N));
    }
    ExclusiveStartKey = page.LastEvaluatedKey;
  } while (ExclusiveStartKey);
  const rising = [-30, -20, -10, 4, 5, 6, 7, 8, 9];
  expect(scores).toEqual(ScanIndexForward ? rising : rising.reverse());
});

// dynalite keeps 24 bits of a hash per index entry; the hashes of these two keys are equal.
test('items whose hashes collide both stay in the index and in its pages', async () => {
  const ids = ['item-10782', 'item-11308'];
  for (const id of ids) await put(db.client, 'things', { id: { S: id }, group: { S: 'same' } });
  const query = {
    TableName: 'things',
    IndexName: 'by-group',
    KeyConditionExpression: '#group = :group',
    ExpressionAttributeNames: { '#group': 'group' },
    ExpressionAttributeValues: { ':group': { S: 'same' } },
    Limit: 1,
  };
  const first = await db.client.send(new QueryCommand(query));
  const second = await db.client.send(new QueryCommand({ ...query, ExclusiveStartKey: first.LastEvaluatedKey }));
  expect([first, second].map(({ Items }) => Items?.[0]?.id?.S).sort()).toEqual(ids);
  const scan = await db.client.send(
    new ScanCommand({ TableName: 'things', IndexName: 'by-group', ExclusiveStartKey: first.LastEvaluatedKey }),
  );
  expect(scan.Count).toBe(1);
});

// https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/Query.ReadConsistency.html
test('an index cannot be read consistently', async () => {
  const query = new ScanCommand({ TableName: 'events', IndexName: 'by-plan', ConsistentRead: true });
  await expect(db.client.send(query)).rejects.toMatchObject({
    name: 'ValidationException',
    message: 'Consistent reads are not supported on global secondary indexes',
  });
});

test('parallel scan segments divide the table', async () => {
  const segments = await Promise.all(
    [0, 1, 2].map((Segment) =>
      db.client.send(new ScanCommand({ TableName: 'events', Segment, TotalSegments: 3, ConsistentRead: true })),
    ),
  );
  expect(segments.reduce((sum, { Count }) => sum + (Count ?? 0), 0)).toBe(10);
});

// https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/CapacityUnitCalculations.html: half a unit where not consistent.
test('consumed capacity is told on request', async () => {
  const Keys = [
    { org: { S: 'acme' }, at: { S: '2026-01-02' } },
    { org: { S: 'acme' }, at: { S: '2030-01-01' } },
  ];
  const read = new BatchGetItemCommand({ RequestItems: { events: { Keys } }, ReturnConsumedCapacity: 'TOTAL' });
  const reply = await db.client.send(read);
  expect(reply.Responses?.events).toHaveLength(1);
  expect(reply.ConsumedCapacity).toEqual([{ TableName: 'events', CapacityUnits: 1 }]);
});
