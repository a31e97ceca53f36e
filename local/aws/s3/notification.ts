import { z } from 'zod';
import { emptyOr, listOf, parseXml } from './parse-xml.ts';

export const Destination = z.object({
  kind: z.enum(['queue', 'topic', 'function', 'event-bus']),
  /** Of the queue, topic or function; EventBridge events go to the default bus of the account. */
  arn: z.string().optional(),
  /** The `configurationId` of the records. */
  configurationId: z.string(),
});
export type Destination = z.infer<typeof Destination>;

interface NotificationRule {
  readonly destination: Destination;
  /** `s3:ObjectCreated:*`; empty for EventBridge, which gets them all. */
  readonly events: readonly string[];
  readonly prefix: string;
  readonly suffix: string;
}

const common = {
  Id: z.string().optional(),
  Event: listOf(z.string().startsWith('s3:')),
  Filter: emptyOr(
    z.object({
      S3Key: z.object({
        FilterRule: listOf(
          z.object({
            Name: z
              .string()
              .toLowerCase()
              .pipe(z.enum(['prefix', 'suffix'])),
            Value: z.string(),
          }),
        ),
      }),
    }),
  ).optional(),
};

const Configuration = z.object({
  QueueConfiguration: listOf(z.object({ ...common, Queue: z.string() })),
  TopicConfiguration: listOf(z.object({ ...common, Topic: z.string() })),
  CloudFunctionConfiguration: listOf(z.object({ ...common, CloudFunction: z.string() })),
  EventBridgeConfiguration: z.unknown().optional(),
});

/** https://docs.aws.amazon.com/AmazonS3/latest/API/API_PutBucketNotificationConfiguration.html */
export function parseNotification(document: Buffer): NotificationRule[] {
  const stated = parseXml(document, 'NotificationConfiguration', Configuration);
  return [
    ...stated.QueueConfiguration.map((one) => rule(one, 'queue', one.Queue)),
    ...stated.TopicConfiguration.map((one) => rule(one, 'topic', one.Topic)),
    ...stated.CloudFunctionConfiguration.map((one) => rule(one, 'function', one.CloudFunction)),
    ...(stated.EventBridgeConfiguration === undefined ? [] : [everything]),
  ];
}

const everything: NotificationRule = {
  destination: { kind: 'event-bus', configurationId: '' },
  events: [],
  prefix: '',
  suffix: '',
};

interface Stated {
  readonly Id?: string | undefined;
  readonly Event: string[];
  readonly Filter?:
    | { readonly S3Key: { readonly FilterRule: { Name: 'prefix' | 'suffix'; Value: string }[] } }
    | undefined;
}

function rule(stated: Stated, kind: Destination['kind'], arn: string): NotificationRule {
  const filters = stated.Filter?.S3Key.FilterRule ?? [];
  const filter = (name: string) => filters.find(({ Name }) => Name === name)?.Value ?? '';
  return {
    destination: { kind, arn, configurationId: stated.Id ?? `${kind}:${arn}` },
    events: stated.Event,
    prefix: filter('prefix'),
    suffix: filter('suffix'),
  };
}

/** Where an event goes; `name` is without the leading `s3:`. */
export function destinationsOf(document: string | undefined, name: string, key: string): Destination[] {
  if (document === undefined) return [];
  return parseNotification(Buffer.from(document))
    .filter(({ prefix, suffix }) => key.startsWith(prefix) && key.endsWith(suffix))
    .filter(
      ({ destination, events }) => destination.kind === 'event-bus' || events.some((event) => isNamed(event, name)),
    )
    .map(({ destination }) => destination);
}

function isNamed(event: string, name: string): boolean {
  return event.endsWith(':*') ? `s3:${name}`.startsWith(event.slice(0, -1)) : event === `s3:${name}`;
}
