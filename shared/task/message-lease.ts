import type { SQSClient } from '@aws-sdk/client-sqs';
import type { SQSRecord } from 'aws-lambda';

/** How long the message of a running task stays hidden: as long as the lease, so that it comes back when the worker dies. */
export interface MessageLease {
  extend(record: SQSRecord, seconds: number): Promise<void>;
}

/** @param urls of all queues that the records may come from */
export function createMessageLease(client: SQSClient, urls: readonly string[]): MessageLease {
  return {
    async extend(record, seconds) {
      const { ChangeMessageVisibilityCommand } = await import('@aws-sdk/client-sqs');
      const name = record.eventSourceARN.split(':').at(-1);
      const QueueUrl = urls.find((url) => url.split('/').at(-1) === name);
      if (!QueueUrl) throw new Error(`This worker does not know the queue ${name}.`);
      const message = { ReceiptHandle: record.receiptHandle, VisibilityTimeout: seconds };
      await client.send(new ChangeMessageVisibilityCommand({ QueueUrl, ...message }));
    },
  };
}
