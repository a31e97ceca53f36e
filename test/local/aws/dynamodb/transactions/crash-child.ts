import { createDynamoDb } from '../../../../../local/aws/dynamodb/service.ts';
import { systemClock } from '../../../../../local/aws/service.ts';

/** Writes transaction after transaction into the folder it is given, and says each one's number, until it is killed. */
const [stateDirectory = '', first = '1'] = process.argv.slice(2);
const service = await createDynamoDb({ stateDirectory, clock: systemClock });

async function call(operation: string, input: unknown): Promise<void> {
  await service.handle({
    method: 'POST',
    path: '/',
    query: new URLSearchParams(),
    headers: { 'x-amz-target': `DynamoDB_20120810.${operation}` },
    body: Buffer.from(JSON.stringify(input)),
    principal: { kind: 'root' },
    requestId: 'crash-test',
  });
}

for (let number = Number(first); ; number += 1) {
  const n = { N: `${number}` };
  const group = { S: `group-${number}` };
  const TransactItems = Array.from({ length: 60 }, (_, item) => ({
    Put: { TableName: item % 2 ? 'things' : 'others', Item: { id: { S: `${item}` }, n, group } },
  }));
  await call('TransactWriteItems', { TransactItems, ClientRequestToken: `token-${number}` });
  await call('PutItem', { TableName: 'singles', Item: { id: { S: 'single' }, n, group } });
  process.stdout.write(`${number}\n`);
}
