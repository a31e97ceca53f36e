import * as z from 'zod';
import { CloudEvent } from '../../../shared/cloud-event.ts';

/** The place of an event in the feed of its organization: 1, 2, 3 … Sort keys and CloudEvents hold it in 12 digits. */
export const maxSequence = 999_999_999_999;
export const sequenceText = (seq: number) => String(seq).padStart(12, '0');

/** An event in the feed, with `sequence` and `dataschema` in it: what webhooks send, byte by byte. */
export const FeedEvent = z.object({
  seq: z.int().min(1),
  id: z.string(),
  type: z.string(),
  projectId: z.string().optional(),
  time: z.iso.datetime(),
  /** Stored as text, so that it comes back as it went in, and its size is known. */
  event: z
    .string()
    .transform((text): unknown => JSON.parse(text))
    .pipe(CloudEvent),
  /** Seconds since the epoch. */
  ttl: z.int(),
});
export type FeedEvent = z.infer<typeof FeedEvent>;

/** How long the feed remembers ids: longer than an event can come again, from the archive (30 days) through two queues (14 each). */
export const seenSeconds = 60 * 24 * 3_600;

/** The event as it is in the feed: its number, and where the JSON Schema of its data is. */
export function numbered(event: CloudEvent, seq: number, apiUrl: string): CloudEvent {
  const { data, ...attributes } = event;
  const dataschema = `${apiUrl}/v1/event-types/${event.type}`;
  return { ...attributes, dataschema, sequence: sequenceText(seq), data };
}

/** As many events as fit into one transaction: DynamoDB takes 100 items and 4 MB, and an event is two items. */
export function portions<Item extends { readonly bytes: number }>(items: readonly Item[]): Item[][] {
  const portions: Item[][] = [];
  let room = 0;
  for (const item of items) {
    const last = portions.at(-1);
    if (last && last.length < maxEvents && item.bytes <= room) {
      last.push(item);
      room -= item.bytes;
    } else {
      portions.push([item]);
      room = maxBytes - item.bytes;
    }
  }
  return portions;
}

const maxEvents = 30;
const maxBytes = 3 * 1_024 * 1_024;
