import type { SQSClient } from '@aws-sdk/client-sqs';
import type { Pump, PumpMessage } from './pump.ts';

/** The client is imported with the first message, because most requests send none. */
export function createPump(queueUrl: string): Pump {
  let client: SQSClient | undefined;
  return async (orgId) => {
    const { SendMessageCommand, SQSClient } = await import('@aws-sdk/client-sqs');
    client ??= new SQSClient({});
    const message: PumpMessage = { orgId };
    await client.send(
      new SendMessageCommand({ QueueUrl: queueUrl, MessageBody: JSON.stringify(message), MessageGroupId: orgId }),
    );
  };
}
