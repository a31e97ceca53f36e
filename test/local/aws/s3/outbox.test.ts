import {
  CopyObjectCommand,
  DeleteObjectCommand,
  type NotificationConfiguration,
  PutBucketNotificationConfigurationCommand,
  PutBucketVersioningCommand,
  PutObjectCommand,
  PutObjectTaggingCommand,
} from '@aws-sdk/client-s3';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { eventBridgeEntry } from '../../../../local/aws/s3/event-bridge-entry.ts';
import { createBucket, type Started, startS3 } from './start.ts';

let started: Started;
let Bucket: string;
const QueueArn = 'arn:aws:sqs:eu-central-1:000000000000:q';

beforeEach(async () => {
  started = await startS3();
  Bucket = await createBucket(started);
});
afterEach(() => started.stop());

const configure = (NotificationConfiguration: NotificationConfiguration) =>
  started.client.send(new PutBucketNotificationConfigurationCommand({ Bucket, NotificationConfiguration }));
const put = (Key: string, more: object = {}) =>
  started.client.send(new PutObjectCommand({ Bucket, Key, Body: 'hello', ...more }));
const names = () => started.heard.map(({ event }) => `${event.eventName} ${event.s3.object.key}`);

// https://docs.aws.amazon.com/AmazonS3/latest/userguide/notification-content-structure.html
describe('Object events', () => {
  test('have the shape of AWS', async () => {
    await configure({ QueueConfigurations: [{ Id: 'mine', QueueArn, Events: ['s3:ObjectCreated:*'] }] });
    const { ETag, $metadata } = await put('red flower/ü+.jpg');
    await vi.waitFor(() => expect(started.heard).toHaveLength(1));
    expect(started.heard).toEqual([
      {
        bucket: 'bucket',
        destination: { kind: 'queue', arn: QueueArn, configurationId: 'mine' },
        event: {
          eventVersion: '2.1',
          eventSource: 'aws:s3',
          awsRegion: 'eu-central-1',
          eventTime: new Date(started.clock.now()).toISOString(),
          eventName: 'ObjectCreated:Put',
          userIdentity: { principalId: '000000000000' },
          requestParameters: { sourceIPAddress: '127.0.0.1' },
          responseElements: { 'x-amz-request-id': $metadata.requestId, 'x-amz-id-2': $metadata.requestId },
          s3: {
            s3SchemaVersion: '1.0',
            configurationId: 'mine',
            bucket: { name: 'bucket', ownerIdentity: { principalId: '000000000000' }, arn: 'arn:aws:s3:::bucket' },
            object: {
              key: 'red+flower/%C3%BC%2B.jpg',
              size: 5,
              eTag: ETag?.replaceAll('"', ''),
              sequencer: expect.stringMatching(/^[0-9A-F]{16}$/),
            },
          },
        },
      },
    ]);
  });

  test('go to whoever asked for their name, prefix and suffix', async () => {
    await configure({
      LambdaFunctionConfigurations: [
        {
          LambdaFunctionArn: 'arn:f',
          Events: ['s3:ObjectCreated:Copy', 's3:ObjectRemoved:*'],
          Filter: {
            Key: {
              FilterRules: [
                { Name: 'prefix', Value: 'up/' },
                { Name: 'suffix', Value: '.zip' },
              ],
            },
          },
        },
      ],
      TopicConfigurations: [{ TopicArn: 'arn:t', Events: ['s3:ObjectTagging:Put'] }],
    });
    await put('up/a.zip');
    await started.client.send(new CopyObjectCommand({ Bucket, Key: 'up/b.zip', CopySource: `${Bucket}/up/a.zip` }));
    await started.client.send(new CopyObjectCommand({ Bucket, Key: 'up/c.txt', CopySource: `${Bucket}/up/a.zip` }));
    await started.client.send(new DeleteObjectCommand({ Bucket, Key: 'up/a.zip' }));
    await started.client.send(new DeleteObjectCommand({ Bucket, Key: 'up/never.zip' }));
    const Tagging = { TagSet: [{ Key: 'a', Value: '1' }] };
    await started.client.send(new PutObjectTaggingCommand({ Bucket, Key: 'up/b.zip', Tagging }));
    await vi.waitFor(() =>
      expect(names()).toEqual([
        'ObjectCreated:Copy up/b.zip',
        'ObjectRemoved:Delete up/a.zip',
        'ObjectTagging:Put up/b.zip',
      ]),
    );
    expect(started.heard.map(({ destination }) => destination.kind)).toEqual(['function', 'function', 'topic']);
    expect(started.heard[1]?.event.s3.object).not.toHaveProperty('size');
  });

  test('say the version of a versioned bucket, and grow in sequence', async () => {
    await started.client.send(
      new PutBucketVersioningCommand({ Bucket, VersioningConfiguration: { Status: 'Enabled' } }),
    );
    await configure({ QueueConfigurations: [{ QueueArn, Events: ['s3:ObjectCreated:*', 's3:ObjectRemoved:*'] }] });
    const { VersionId } = await put('a');
    await started.client.send(new DeleteObjectCommand({ Bucket, Key: 'a' }));
    await vi.waitFor(() => expect(names()).toEqual(['ObjectCreated:Put a', 'ObjectRemoved:DeleteMarkerCreated a']));
    expect(started.heard[0]?.event.s3.object.versionId).toBe(VersionId);
    const [one, two] = started.heard.map(({ event }) => event.s3.object.sequencer);
    expect(two?.localeCompare(one ?? '')).toBe(1);
  });

  // https://docs.aws.amazon.com/AmazonS3/latest/userguide/ev-events.html
  test('go to EventBridge in its own shape', async () => {
    await configure({ EventBridgeConfiguration: {} });
    await put('red flower.jpg');
    await vi.waitFor(() => expect(started.heard).toHaveLength(1));
    const [heard] = started.heard;
    expect(heard?.destination.kind).toBe('event-bus');
    expect(heard && eventBridgeEntry(heard.event)).toMatchObject({
      Source: 'aws.s3',
      DetailType: 'Object Created',
      Resources: ['arn:aws:s3:::bucket'],
      Detail: { bucket: { name: 'bucket' }, object: { key: 'red flower.jpg', size: 5 }, reason: 'PutObject' },
    });
  });
});

test('An event that cannot be delivered is tried again, also after a restart', async () => {
  await started.stop();
  let isDown = true;
  const delivered: string[] = [];
  started = await startS3({
    onObjectEvent: (_, event) => {
      if (isDown) throw new Error('the queue is down');
      delivered.push(event.s3.object.key);
    },
  });
  Bucket = await createBucket(started);
  await configure({ QueueConfigurations: [{ QueueArn, Events: ['s3:ObjectCreated:*'] }] });
  await put('a');
  await vi.waitFor(() => expect(started.errors).toEqual([new Error('the queue is down')]));
  await started.restart();
  await vi.waitFor(() => expect(started.errors).toHaveLength(2));
  isDown = false;
  await put('b');
  await vi.waitFor(() => expect(delivered).toEqual(['a', 'b']));
  started.clock.advance(60_000);
  await put('c');
  await vi.waitFor(() => expect(delivered).toEqual(['a', 'b', 'c']));
});

test('A failed delivery is repeated by the clock alone', async () => {
  await started.stop();
  let attempts = 0;
  started = await startS3({
    onObjectEvent: () => {
      attempts += 1;
      if (attempts === 1) throw new Error('once');
    },
  });
  Bucket = await createBucket(started);
  await configure({ QueueConfigurations: [{ QueueArn, Events: ['s3:ObjectCreated:*'] }] });
  await put('a');
  await vi.waitFor(() => expect(started.errors).toHaveLength(1));
  await vi.waitFor(() => {
    started.clock.advance(1000);
    expect(attempts).toBe(2);
  });
});

test('Without a receiver a configuration is refused', async () => {
  await started.stop();
  started = await startS3({ onObjectEvent: undefined });
  Bucket = await createBucket(started);
  await expect(
    configure({ QueueConfigurations: [{ QueueArn, Events: ['s3:ObjectCreated:*'] }] }),
  ).rejects.toMatchObject({ name: 'NotImplemented' });
  await configure({});
});
