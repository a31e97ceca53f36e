import {
  GetQueueAttributesCommand,
  ListDeadLetterSourceQueuesCommand,
  type QueueAttributeName,
  SendMessageCommand,
  SetQueueAttributesCommand,
} from '@aws-sdk/client-sqs';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type LocalSqs, startSqs } from './local-sqs.ts';

let sqs: LocalSqs;
beforeEach(async () => {
  sqs = await startSqs();
});
afterEach(() => sqs.stop());

async function attributes(QueueUrl: string, ...names: QueueAttributeName[]) {
  const AttributeNames = names.length > 0 ? names : (['All'] satisfies QueueAttributeName[]);
  const { Attributes } = await sqs.client.send(new GetQueueAttributesCommand({ QueueUrl, AttributeNames }));
  return Attributes;
}

const set = (QueueUrl: string, Attributes: Record<string, string>) =>
  sqs.client.send(new SetQueueAttributesCommand({ QueueUrl, Attributes }));

// https://docs.aws.amazon.com/AWSSimpleQueueService/latest/APIReference/API_GetQueueAttributes.html
describe('GetQueueAttributes', () => {
  it('shows the defaults of a standard queue', async () => {
    const { QueueUrl } = await sqs.queue('jobs');
    expect(await attributes(QueueUrl)).toEqual({
      QueueArn: 'arn:aws:sqs:eu-central-1:000000000000:jobs',
      ApproximateNumberOfMessages: '0',
      ApproximateNumberOfMessagesDelayed: '0',
      ApproximateNumberOfMessagesNotVisible: '0',
      CreatedTimestamp: String(sqs.clock.now() / 1000),
      LastModifiedTimestamp: String(sqs.clock.now() / 1000),
      DelaySeconds: '0',
      MaximumMessageSize: '1048576',
      MessageRetentionPeriod: '345600',
      ReceiveMessageWaitTimeSeconds: '0',
      VisibilityTimeout: '30',
      SqsManagedSseEnabled: 'true',
    });
  });

  it('shows the further defaults of a FIFO queue', async () => {
    const { QueueUrl } = await sqs.queue('jobs.fifo', { FifoQueue: 'true' });
    expect(await attributes(QueueUrl)).toMatchObject({
      FifoQueue: 'true',
      ContentBasedDeduplication: 'false',
      DeduplicationScope: 'queue',
      FifoThroughputLimit: 'perQueue',
    });
  });

  it('counts visible, delayed and in-flight messages apart', async () => {
    const { QueueUrl } = await sqs.queue('jobs');
    for (const DelaySeconds of [0, 0, 0, 60])
      await sqs.client.send(new SendMessageCommand({ QueueUrl, MessageBody: 'x', DelaySeconds }));
    await sqs.receive(QueueUrl, { MaxNumberOfMessages: 1 });
    const counts = async () => Object.values((await attributes(QueueUrl, 'All')) ?? {}).slice(1, 4);
    expect(await counts()).toEqual(['2', '1', '1']);
    sqs.clock.advanceSeconds(30);
    expect(await counts()).toEqual(['3', '0', '1']);
    sqs.clock.advanceSeconds(30);
    expect(await counts()).toEqual(['4', '0', '0']);
  });

  it('gives only what was asked for, nothing when nothing was, and refuses unknown names', async () => {
    const { QueueUrl, arn } = await sqs.queue('jobs');
    expect(await attributes(QueueUrl, 'QueueArn', 'Policy')).toEqual({ QueueArn: arn });
    const { Attributes } = await sqs.client.send(new GetQueueAttributesCommand({ QueueUrl }));
    expect(Attributes).toBeUndefined();
    const { json } = await sqs.raw('GetQueueAttributes', { QueueUrl, AttributeNames: ['Colour'] });
    expect(json).toEqual({ __type: 'com.amazonaws.sqs#InvalidAttributeName', message: 'Unknown Attribute Colour.' });
  });
});

// https://docs.aws.amazon.com/AWSSimpleQueueService/latest/APIReference/API_SetQueueAttributes.html
describe('SetQueueAttributes', () => {
  it('changes what is named, keeps the rest, and notes the time', async () => {
    const { QueueUrl } = await sqs.queue('jobs', { DelaySeconds: '5' });
    const created = sqs.clock.now() / 1000;
    sqs.clock.advanceSeconds(90);
    await set(QueueUrl, { VisibilityTimeout: '90' });
    expect(await attributes(QueueUrl)).toMatchObject({
      DelaySeconds: '5',
      VisibilityTimeout: '90',
      CreatedTimestamp: String(created),
      LastModifiedTimestamp: String(created + 90),
    });
  });

  it.each([
    ['VisibilityTimeout', '43201'],
    ['DelaySeconds', '901'],
    ['MessageRetentionPeriod', '59'],
    ['ReceiveMessageWaitTimeSeconds', '21'],
    ['MaximumMessageSize', '1048577'],
    ['MaximumMessageSize', '1023'],
    ['VisibilityTimeout', '-1'],
    ['VisibilityTimeout', 'long'],
    ['SqsManagedSseEnabled', 'yes'],
    ['Policy', 'no JSON'],
  ])('refuses %s = %s', async (name, value) => {
    const { QueueUrl } = await sqs.queue('jobs');
    const error = { name: 'InvalidAttributeValue', message: `Invalid value for the parameter ${name}.` };
    await expect(set(QueueUrl, { [name]: value })).rejects.toMatchObject(error);
  });

  it.each([
    ['Colour', 'Unknown Attribute Colour.'],
    ['QueueArn', 'Unknown Attribute QueueArn.'],
    ['constructor', 'Unknown Attribute constructor.'],
    ['ContentBasedDeduplication', 'You can specify the ContentBasedDeduplication only when FifoQueue is set to true.'],
  ])('refuses the attribute %s', async (name, message) => {
    const { QueueUrl } = await sqs.queue('jobs');
    await expect(set(QueueUrl, { [name]: 'true' })).rejects.toMatchObject({ name: 'InvalidAttributeName', message });
  });

  it('remembers one kind of encryption at a time', async () => {
    const { QueueUrl } = await sqs.queue('jobs');
    const KmsMasterKeyId = 'arn:aws:kms:eu-central-1:000000000000:key/1';
    await set(QueueUrl, { KmsMasterKeyId });
    const shown = () => attributes(QueueUrl, 'KmsMasterKeyId', 'KmsDataKeyReusePeriodSeconds', 'SqsManagedSseEnabled');
    expect(await shown()).toEqual({
      KmsMasterKeyId,
      KmsDataKeyReusePeriodSeconds: '300',
      SqsManagedSseEnabled: 'false',
    });
    await expect(set(QueueUrl, { KmsMasterKeyId, SqsManagedSseEnabled: 'true' })).rejects.toMatchObject({
      name: 'InvalidAttributeName',
      message: expect.stringContaining('You can use one type of server-side encryption (SSE) at one time.'),
    });
    await set(QueueUrl, { SqsManagedSseEnabled: 'true' });
    expect(await shown()).toEqual({ SqsManagedSseEnabled: 'true' });
  });

  it('says loudly that it cannot follow a key alias', async () => {
    const { QueueUrl } = await sqs.queue('jobs');
    await expect(set(QueueUrl, { KmsMasterKeyId: 'alias/mine' })).rejects.toMatchObject({
      name: 'UnsupportedOperation',
      message: expect.stringContaining('alias/mine'),
    });
  });

  it('applies a new delay of a FIFO queue to the messages that wait already', async () => {
    const { QueueUrl } = await sqs.queue('jobs.fifo', { FifoQueue: 'true', DelaySeconds: '60' });
    const message = { MessageBody: 'x', MessageGroupId: 'a', MessageDeduplicationId: '1' };
    await sqs.client.send(new SendMessageCommand({ QueueUrl, ...message }));
    sqs.clock.advanceSeconds(10);
    await set(QueueUrl, { DelaySeconds: '10' });
    expect(await sqs.receive(QueueUrl)).toHaveLength(1);
  });
});

// https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/sqs-dead-letter-queues.html
describe('RedrivePolicy', () => {
  const policy = (deadLetterTargetArn: string, maxReceiveCount: number | string = 3) =>
    JSON.stringify({ deadLetterTargetArn, maxReceiveCount });

  it('is shown as it was set, found by its dead-letter queue, and removed by an empty value', async () => {
    const dead = await sqs.queue('dead');
    const RedrivePolicy = policy(dead.arn, '3');
    const { QueueUrl } = await sqs.queue('jobs', { RedrivePolicy });
    expect(await attributes(QueueUrl, 'RedrivePolicy')).toEqual({ RedrivePolicy });
    const sources = () => sqs.client.send(new ListDeadLetterSourceQueuesCommand({ QueueUrl: dead.QueueUrl }));
    expect((await sources()).queueUrls).toEqual([QueueUrl]);
    await set(QueueUrl, { RedrivePolicy: '' });
    expect(await attributes(QueueUrl, 'RedrivePolicy')).toBeUndefined();
    expect((await sources()).queueUrls).toEqual([]);
  });

  it('must be well formed and name an existing queue of the same type', async () => {
    const fifo = await sqs.queue('dead.fifo', { FifoQueue: 'true' });
    const dead = await sqs.queue('dead');
    const { QueueUrl } = await sqs.queue('jobs');
    const refusal = async (RedrivePolicy: string, reason: string) =>
      expect(set(QueueUrl, { RedrivePolicy })).rejects.toMatchObject({
        name: 'InvalidParameterValue',
        message: `Value ${RedrivePolicy} for parameter RedrivePolicy is invalid. Reason: ${reason}`,
      });
    await refusal(policy(`${dead.arn}-not`), 'Dead letter target does not exist.');
    await refusal(policy(fifo.arn), 'Dead-letter queue must be same type of queue as the source.');
    await refusal(policy(dead.arn, 1001), 'Invalid value for RedrivePolicy.');
    await refusal('{', 'Invalid value for RedrivePolicy.');
  });

  it('needs the leave of the dead-letter queue', async () => {
    const jobs = await sqs.queue('jobs');
    const RedriveAllowPolicy = JSON.stringify({ redrivePermission: 'byQueue', sourceQueueArns: [jobs.arn] });
    const dead = await sqs.queue('dead', { RedriveAllowPolicy });
    await set(jobs.QueueUrl, { RedrivePolicy: policy(dead.arn) });
    await expect(sqs.queue('others', { RedrivePolicy: policy(dead.arn) })).rejects.toThrow('denies this source');
  });
});
