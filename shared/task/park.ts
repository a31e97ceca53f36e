import type { SQSClient } from '@aws-sdk/client-sqs';
import type { SQSRecord } from 'aws-lambda';
import type * as z from 'zod';
import type { Logger } from '../log.ts';

/** Where messages go that nobody will ever understand. */
export interface Park {
  /** @throws Error when the queue refuses it; then the message must come back */
  send(record: SQSRecord, reason: string): Promise<void>;
}

const maxReason = 500;

export function createPark(client: SQSClient, queueUrl: string): Park {
  return {
    async send(record, reason) {
      const { SendMessageCommand } = await import('@aws-sdk/client-sqs');
      const text = (StringValue: string) => ({ DataType: 'String', StringValue });
      const { SentTimestamp, MessageGroupId } = record.attributes;
      await client.send(
        new SendMessageCommand({
          QueueUrl: queueUrl,
          MessageBody: record.body,
          ...(MessageGroupId && { MessageGroupId }),
          MessageAttributes: {
            reason: text(visible(reason)),
            firstSeenAt: text(new Date(Number(SentTimestamp)).toISOString()),
          },
        }),
      );
    },
  };
}

/**
 * What a message says, or undefined when it says nothing that we know: then it is parked at once with its reason, counted,
 * and done with. A poison message neither blocks its group nor is tried again.
 */
export async function parkBroken<Schema extends z.ZodType>(
  { park, log }: { readonly park: Park; readonly log: Logger },
  type: string,
  record: SQSRecord,
  schema: Schema,
): Promise<z.output<Schema> | undefined> {
  try {
    return schema.parse(JSON.parse(record.body));
  } catch (error) {
    await park.send(record, error instanceof Error ? error.message : String(error));
    log.count('MessageParked', { taskType: type }, error, { messageId: record.messageId });
    return undefined;
  }
}

/** SQS takes no control characters in attributes but tab and line ends, and none of them says more than a space. */
function visible(reason: string): string {
  return reason.replace(/[^\x20-\ud7ff\ue000-\ufffd]+/g, ' ').slice(0, maxReason) || 'unknown';
}
