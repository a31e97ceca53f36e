import type { SQSClient } from '@aws-sdk/client-sqs';
import type { SendDue } from './queue.ts';

/** https://docs.aws.amazon.com/AWSSimpleQueueService/latest/APIReference/API_SendMessageBatch.html */
const maxEntries = 10;

/**
 * The client is imported with the first message, because most requests send none.
 * @throws Error when a message was not taken; the sweeper sends what its caller leaves unsent
 */
export function createDueSender(queueUrl: string): SendDue {
  let client: SQSClient | undefined;
  return async (due) => {
    if (due.length === 0) return;
    const { SendMessageBatchCommand, SQSClient } = await import('@aws-sdk/client-sqs');
    client ??= new SQSClient({});
    for (let start = 0; start < due.length; start += maxEntries) {
      const Entries = due.slice(start, start + maxEntries).map(({ message, delaySeconds = 0 }, at) => ({
        Id: String(at),
        MessageBody: JSON.stringify(message),
        MessageGroupId: message.endpointId,
        DelaySeconds: delaySeconds,
      }));
      const { Failed = [] } = await client.send(new SendMessageBatchCommand({ QueueUrl: queueUrl, Entries }));
      if (Failed.length > 0) throw new Error(`${Failed.length} messages were refused: ${Failed[0]?.Code}.`);
    }
  };
}
