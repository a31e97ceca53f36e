import type { SQSClient } from '@aws-sdk/client-sqs';

export interface FairQueue<Message> {
  /** Fair between organizations: the message group is the organization. */
  send(orgId: string, message: Message): Promise<void>;
}

/** A queue that one sends to seldom: its client is imported with the first message. `client` is for tests. */
export function createFairQueue<Message>(url: string, client?: Pick<SQSClient, 'send'>): FairQueue<Message> {
  let used = client;
  return {
    async send(orgId, message) {
      const { SendMessageCommand, SQSClient } = await import('@aws-sdk/client-sqs');
      used ??= new SQSClient({});
      const body = JSON.stringify(message);
      await used.send(new SendMessageCommand({ QueueUrl: url, MessageBody: body, MessageGroupId: orgId }));
    },
  };
}
