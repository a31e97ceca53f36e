import {
  DeleteMessageBatchCommand,
  GetQueueAttributesCommand,
  type Message,
  type MessageAttributeValue,
  ReceiveMessageCommand,
  SQSClient,
} from '@aws-sdk/client-sqs';
import { z } from 'zod';
import type { Credentials } from './environment.ts';
import type { QueueMessage, QueueMessageAttribute, QueuePort } from './queue-port.ts';

export interface SqsPortOptions {
  readonly endpoint: string;
  readonly region: string;
  readonly credentials: Credentials;
}

/** https://docs.aws.amazon.com/AWSSimpleQueueService/latest/APIReference/API_DeleteMessageBatch.html */
const deleteBatchSize = 10;
/** Each event source holds one long poll; the SDK's default of 50 sockets would starve deletes behind them. */
const maxSockets = 500;

/** `QueuePort` over the SQS API: the embedded service and an external emulator alike. */
export function createSqsPort({ endpoint, region, credentials }: SqsPortOptions): QueuePort & { close(): void } {
  // Queue URLs of an emulator may name a host that does not lead here, so calls go to the endpoint.
  const requestHandler = { httpAgent: { maxSockets }, httpsAgent: { maxSockets } };
  const client = new SQSClient({ endpoint, region, credentials, useQueueUrlAsEndpoint: false, requestHandler });
  const urlOf = (queueArn: string): string => {
    const [name, owner] = queueArn.split(':').reverse();
    return `${endpoint}/${owner}/${name}`;
  };

  return {
    receive: async (queueArn, { max, waitSeconds, signal }) => {
      const command = new ReceiveMessageCommand({
        QueueUrl: urlOf(queueArn),
        MaxNumberOfMessages: max,
        WaitTimeSeconds: waitSeconds,
        MessageSystemAttributeNames: ['All'],
        MessageAttributeNames: ['All'],
      });
      const { Messages = [] } = await client.send(command, { abortSignal: signal });
      return Messages.map(messageOf);
    },
    delete: async (queueArn, receiptHandles) => {
      const url = urlOf(queueArn);
      for (let start = 0; start < receiptHandles.length; start += deleteBatchSize) {
        await deleteBatch(client, url, receiptHandles.slice(start, start + deleteBatchSize));
      }
    },
    attributes: async (queueArn) => {
      const QueueUrl = urlOf(queueArn);
      const command = new GetQueueAttributesCommand({ QueueUrl, AttributeNames: ['VisibilityTimeout'] });
      const { Attributes } = await client.send(command);
      return { visibilityTimeoutSeconds: z.coerce.number().parse(Attributes?.VisibilityTimeout) };
    },
    close: () => client.destroy(),
  };
}

async function deleteBatch(client: SQSClient, url: string, receiptHandles: readonly string[]): Promise<void> {
  const Entries = receiptHandles.map((ReceiptHandle, index) => ({ Id: String(index), ReceiptHandle }));
  const { Failed = [] } = await client.send(new DeleteMessageBatchCommand({ QueueUrl: url, Entries }));
  const [first] = Failed;
  if (!first) return;
  const count = `${Failed.length} of ${receiptHandles.length}`;
  throw new Error(`SQS could not delete ${count} messages: ${first.Code} ${first.Message ?? ''}`);
}

const receivedSchema = z.object({
  MessageId: z.string(),
  ReceiptHandle: z.string(),
  Body: z.string(),
  MD5OfBody: z.string(),
});

function messageOf(message: Message): QueueMessage {
  const { MessageId, ReceiptHandle, Body, MD5OfBody } = receivedSchema.parse(message);
  const attributes = Object.entries(message.MessageAttributes ?? {}).map(([name, value]) => [name, attributeOf(value)]);
  return {
    messageId: MessageId,
    receiptHandle: ReceiptHandle,
    body: Body,
    md5OfBody: MD5OfBody,
    attributes: { ...message.Attributes },
    messageAttributes: Object.fromEntries(attributes),
    ...(message.MD5OfMessageAttributes && { md5OfMessageAttributes: message.MD5OfMessageAttributes }),
  };
}

function attributeOf({ DataType, StringValue, BinaryValue }: MessageAttributeValue): QueueMessageAttribute {
  return {
    dataType: z.string().parse(DataType),
    ...(StringValue !== undefined && { stringValue: StringValue }),
    ...(BinaryValue && { binaryValue: Buffer.from(BinaryValue).toString('base64') }),
  };
}
