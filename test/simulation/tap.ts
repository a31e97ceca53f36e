import { PutRuleCommand, PutTargetsCommand } from '@aws-sdk/client-eventbridge';
import { CreateQueueCommand, DeleteMessageBatchCommand, ReceiveMessageCommand } from '@aws-sdk/client-sqs';
import * as z from 'zod';
import { account } from '../../local/aws/service.ts';
import type { Platform } from './platform.ts';

const Tapped = z.object({
  'detail-type': z.string(),
  detail: z.looseObject({ id: z.string(), orgid: z.string().optional() }),
});

/** An event that was on the bus. */
export interface BusEvent {
  readonly id: string;
  readonly type: string;
  readonly orgId: string | undefined;
}

const name = 'simulation-tap';
const busPattern = { source: [{ prefix: 'odavl.' }] };

/** A rule of our own beside those of the platform: what passes the bus from now on can be read at the end. */
export async function tapBus({ runtime, sqs, events }: Platform): Promise<{ read(): Promise<Map<string, BusEvent>> }> {
  const bus = runtime.model.buses[0]?.name;
  if (bus === undefined) throw new Error('There is no event bus.');
  const arn = `arn:aws:sqs:${account.region}:${account.id}:${name}`;
  const allow = {
    Effect: 'Allow',
    Principal: { Service: 'events.amazonaws.com' },
    Action: 'sqs:SendMessage',
    Resource: arn,
  };
  const Policy = JSON.stringify({ Version: '2012-10-17', Statement: [allow] });
  const { QueueUrl } = await sqs.send(
    new CreateQueueCommand({ QueueName: name, Attributes: { Policy, VisibilityTimeout: '43200' } }),
  );
  await events.send(new PutRuleCommand({ Name: name, EventBusName: bus, EventPattern: JSON.stringify(busPattern) }));
  await events.send(new PutTargetsCommand({ Rule: name, EventBusName: bus, Targets: [{ Id: 'tap', Arn: arn }] }));
  return {
    read: async () => {
      const seen = new Map<string, BusEvent>();
      for (;;) {
        const { Messages = [] } = await sqs.send(new ReceiveMessageCommand({ QueueUrl, MaxNumberOfMessages: 10 }));
        if (Messages.length === 0) return seen;
        for (const { Body = '' } of Messages) {
          const { 'detail-type': type, detail } = Tapped.parse(JSON.parse(Body));
          seen.set(detail.id, { id: detail.id, type, orgId: detail.orgid });
        }
        const Entries = Messages.map(({ ReceiptHandle }, index) => ({ Id: String(index), ReceiptHandle }));
        await sqs.send(new DeleteMessageBatchCommand({ QueueUrl, Entries }));
      }
    },
  };
}
