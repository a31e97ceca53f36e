import {
  ChangeMessageVisibilityCommand,
  DeleteMessageCommand,
  GetQueueAttributesCommand,
  GetQueueUrlCommand,
  ListDeadLetterSourceQueuesCommand,
  type Message,
  type MessageAttributeValue,
  ReceiveMessageCommand,
  SendMessageCommand,
  SQSClient,
} from '@aws-sdk/client-sqs';
import * as z from 'zod';

/** A message that no consumer could handle, as an operator may see it: its ids, never its content. */
export interface ParkedMessage {
  readonly messageId: string;
  /** Why it is here, as far as anybody wrote it down. */
  readonly reason: string;
  readonly ageSeconds: number;
  /** Every id of ours in the body, e.g. `org_…` and `task_…`. */
  readonly ids: readonly string[];
}

/** A queue and the one that its messages are parked in. */
export interface ParkingLot {
  readonly work: string;
  readonly parked: string;
}

export type Act = 'list' | 'redrive' | 'discard';

const RedrivePolicy = z.object({ deadLetterTargetArn: z.string() });
/** How long a message is hidden from others while it is looked at. */
const lookSeconds = 60;
const idInBody = /\b[a-z]+_[0-9a-hjkmnp-tv-z]{26}\b/g;

/** As the shell says: its credentials and region, and `AWS_ENDPOINT_URL` for the local runtime. */
export function connect(): SQSClient {
  return new SQSClient({});
}

/**
 * From the address of either queue to both.
 * @throws Error for a queue that parks nowhere, and nobody parks in
 */
export async function findParkingLot(client: SQSClient, url: string): Promise<ParkingLot> {
  const { Attributes } = await client.send(
    new GetQueueAttributesCommand({ QueueUrl: url, AttributeNames: ['RedrivePolicy'] }),
  );
  if (Attributes?.RedrivePolicy) {
    const { deadLetterTargetArn } = RedrivePolicy.parse(JSON.parse(Attributes.RedrivePolicy));
    const { QueueUrl } = await client.send(
      new GetQueueUrlCommand({ QueueName: deadLetterTargetArn.split(':').at(-1) }),
    );
    if (QueueUrl) return { work: url, parked: QueueUrl };
  }
  const { queueUrls = [] } = await client.send(new ListDeadLetterSourceQueuesCommand({ QueueUrl: url }));
  const [work] = queueUrls;
  if (!work) throw new Error(`${url} has no dead-letter queue, and is none.`);
  if (queueUrls.length > 1) throw new Error(`Several queues park in ${url}. Name the one that messages go back to.`);
  return { work, parked: url };
}

interface Deps {
  readonly client: SQSClient;
  readonly now: () => number;
  /** How long SQS looks for more on all of its hosts; without waiting it asks only some. */
  readonly pollSeconds: number;
}

/**
 * Goes once over what is parked, oldest first as far as SQS keeps an order. `list` leaves every message; `redrive` sends it to
 * its queue again with its attributes and the reason, then takes it away, so a crash between the two repeats it and loses
 * nothing; `discard` takes it away. A message that was parked again after this began is left for the next time.
 * @param only the `messageId`s to act on; all of them without it
 */
export async function* visitParked(
  deps: Deps,
  lot: ParkingLot,
  act: Act,
  only?: ReadonlySet<string>,
): AsyncGenerator<ParkedMessage> {
  const began = deps.now();
  const seen = new Map<string, Message>();
  try {
    for (;;) {
      const fresh = (await receive(deps, lot.parked)).filter(({ MessageId = '' }) => !seen.has(MessageId));
      if (fresh.length === 0) return;
      for (const message of fresh) {
        seen.set(message.MessageId ?? '', message);
        if (sentAt(message) > began || (only && !only.has(message.MessageId ?? ''))) continue;
        if (act === 'redrive') await sendAgain(deps.client, lot.work, message);
        if (act !== 'list') {
          await deps.client.send(new DeleteMessageCommand(handleOf(lot.parked, message)));
          seen.set(message.MessageId ?? '', {});
        }
        yield shown(message, deps.now());
      }
    }
  } finally {
    // What was only looked at is there again for whoever looks next.
    const kept = [...seen.values()].filter(({ ReceiptHandle }) => ReceiptHandle);
    for (const message of kept) {
      await deps.client.send(
        new ChangeMessageVisibilityCommand({ ...handleOf(lot.parked, message), VisibilityTimeout: 0 }),
      );
    }
  }
}

async function receive({ client, pollSeconds }: Deps, QueueUrl: string): Promise<Message[]> {
  const { Messages = [] } = await client.send(
    new ReceiveMessageCommand({
      QueueUrl,
      ...{ MaxNumberOfMessages: 10, VisibilityTimeout: lookSeconds, WaitTimeSeconds: pollSeconds },
      ...{ MessageSystemAttributeNames: ['All'], MessageAttributeNames: ['All'] },
    }),
  );
  return Messages;
}

async function sendAgain(client: SQSClient, QueueUrl: string, message: Message): Promise<void> {
  await client.send(
    new SendMessageCommand({
      QueueUrl,
      MessageBody: message.Body,
      MessageGroupId: message.Attributes?.MessageGroupId,
      MessageAttributes: { ...sendable(message), reason: { DataType: 'String', StringValue: reasonOf(message) } },
    }),
  );
}

/** SQS replies more of an attribute than it takes. */
function sendable(message: Message): Record<string, MessageAttributeValue> {
  return Object.fromEntries(
    Object.entries(message.MessageAttributes ?? {}).map(([name, { DataType, StringValue, BinaryValue }]) => [
      name,
      { DataType, ...(BinaryValue ? { BinaryValue } : { StringValue }) },
    ]),
  );
}

/** Our consumers write `reason`; the event bus writes `ERROR_MESSAGE`; SQS itself only counts. */
function reasonOf(message: Message): string {
  const { reason, ERROR_CODE, ERROR_MESSAGE } = message.MessageAttributes ?? {};
  if (reason?.StringValue) return reason.StringValue;
  if (ERROR_MESSAGE?.StringValue) return `${ERROR_CODE?.StringValue ?? 'ERROR'}: ${ERROR_MESSAGE.StringValue}`;
  return 'Its consumer failed until SQS gave up; the log of the consumer has this message id.';
}

function shown(message: Message, now: number): ParkedMessage {
  return {
    messageId: message.MessageId ?? '',
    reason: reasonOf(message),
    ageSeconds: Math.max(0, Math.round((now - firstSeenAt(message)) / 1_000)),
    ids: [...new Set(message.Body?.match(idInBody) ?? [])],
  };
}

/** A consumer that parks sends a new message, and writes when the one that it read was sent. */
function firstSeenAt(message: Message): number {
  const told = Date.parse(message.MessageAttributes?.firstSeenAt?.StringValue ?? '');
  return Number.isNaN(told) ? sentAt(message) : told;
}

function sentAt(message: Message): number {
  return Number(message.Attributes?.SentTimestamp ?? 0);
}

function handleOf(QueueUrl: string, { ReceiptHandle }: Message) {
  return { QueueUrl, ReceiptHandle };
}
