import type { Events } from './aws/events/events.ts';
import { eventBridgeEntry } from './aws/s3/event-bridge-entry.ts';
import type { OnObjectEvent } from './aws/s3/outbox.ts';
import type { Parcel } from './deliver.ts';

export interface ObjectEventsOptions {
  readonly events: Pick<Events, 'publish'>;
  readonly deliver: (parcel: Parcel) => Promise<void>;
}

/**
 * Takes the events of objects where the bucket sends them: onto the default bus, or to a queue or function, whose own policy must
 * let S3 in. https://docs.aws.amazon.com/AmazonS3/latest/userguide/notification-how-to-event-types-and-destinations.html
 */
export function createObjectEvents({ events, deliver }: ObjectEventsOptions): OnObjectEvent {
  return async (_bucket, record, { kind, arn }) => {
    if (kind === 'event-bus') {
      const { Source, DetailType, Detail, Resources } = eventBridgeEntry(record);
      events.publish({ source: Source, detailType: DetailType, detail: Detail, resources: Resources });
      return;
    }
    if (arn === undefined) throw new Error(`A notification to a ${kind} names no ARN.`);
    const input = JSON.stringify({ Records: [record] });
    await deliver({ arn, input, service: 's3.amazonaws.com', sourceArn: record.s3.bucket.arn });
  };
}
