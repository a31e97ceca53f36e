import { DynamoDBClient, PutItemCommand } from '@aws-sdk/client-dynamodb';
import { EventBridgeClient, PutEventsCommand } from '@aws-sdk/client-eventbridge';
import { GetObjectCommand, PutObjectCommand, S3Client } from '@aws-sdk/client-s3';
import { getSignedUrl } from '@aws-sdk/s3-request-presigner';
import * as z from 'zod';

/** What the tests ask the function to do. */
const Order = z.discriminatedUnion('do', [
  z.object({ do: z.literal('tell-time') }),
  z.object({ do: z.literal('write'), id: z.string(), times: z.number().default(1), attempts: z.number().default(1) }),
  z.object({ do: z.literal('publish'), entries: z.number() }),
  z.object({ do: z.literal('store'), key: z.string(), attempts: z.number().default(1) }),
  z.object({ do: z.literal('sign'), key: z.string(), expiresIn: z.number() }),
  z.object({ do: z.literal('fail') }),
]);
type Order = z.output<typeof Order>;
const Batch = z.object({ Records: z.array(z.object({ body: z.string() })) });

const { TABLE: TableName, BUCKET: Bucket, BUS: EventBusName } = process.env;

export async function handler(event: unknown): Promise<unknown> {
  const batch = Batch.safeParse(event);
  if (!batch.success) return act(Order.parse(event));
  for (const { body } of batch.data.Records) await act(Order.parse(JSON.parse(body)));
  return { batchItemFailures: [] };
}

async function act(order: Order): Promise<unknown> {
  switch (order.do) {
    case 'tell-time':
      return {
        now: Date.now(),
        made: new Date().toISOString(),
        text: Date(),
        formatted: new Intl.DateTimeFormat('en').format(),
      };
    case 'write':
      return write(order);
    case 'publish':
      return publish(order.entries);
    case 'store': {
      const s3 = new S3Client({ maxAttempts: order.attempts, forcePathStyle: true });
      await s3.send(new PutObjectCommand({ Bucket, Key: order.key, Body: 'stored' }));
      return {};
    }
    case 'sign': {
      const s3 = new S3Client({ forcePathStyle: true });
      return getSignedUrl(s3, new GetObjectCommand({ Bucket, Key: order.key }), { expiresIn: order.expiresIn });
    }
    case 'fail':
      throw new Error('It was told to.');
  }
}

/** Each write is an item of its own, `<id> <n>`, so that a test sees how far it came. */
async function write({ id, times, attempts }: Extract<Order, { do: 'write' }>): Promise<unknown> {
  const client = new DynamoDBClient({ maxAttempts: attempts });
  for (let n = 1; n <= times; n += 1) {
    await client.send(new PutItemCommand({ TableName, Item: { pk: { S: `${id} ${n}` } } }));
  }
  return { times };
}

async function publish(entries: number): Promise<unknown> {
  const client = new EventBridgeClient({ maxAttempts: 1 });
  const Entries = Array.from({ length: entries }, (_, n) => ({
    ...{ EventBusName, Source: 'scene', DetailType: 'happened' },
    Detail: JSON.stringify({ n }),
  }));
  const { FailedEntryCount, Entries: results } = await client.send(new PutEventsCommand({ Entries }));
  return { FailedEntryCount, results };
}
