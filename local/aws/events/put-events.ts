import { z } from 'zod';
import { inTransaction } from '../database.ts';
import { parseInput } from '../parse-input.ts';
import { AwsError } from '../service.ts';
import { busName } from './arn.ts';
import type { EventsContext } from './context.ts';
import { busEvent } from './event.ts';
import { isRecord } from './is-record.ts';
import { takeIn } from './publish.ts';

const Entry = z.strictObject({
  Time: z.number().optional(),
  Source: z.string().optional(),
  Resources: z.array(z.string()).optional(),
  DetailType: z.string().optional(),
  Detail: z.string().optional(),
  EventBusName: z.string().optional(),
  TraceHeader: z.string().max(500).optional(),
});
type Entry = z.infer<typeof Entry>;
const PutEvents = z.strictObject({
  Entries: z
    .array(Entry)
    .min(1, 'Member must have length greater than or equal to 1')
    .max(10, 'Member must have length less than or equal to 10'),
});

/** 1 MB since January 2026 (https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-putevents.html#eb-putevent-size). */
const sizeLimit = 1024 * 1024;

interface Refusal {
  readonly ErrorCode: string;
  readonly ErrorMessage: string;
}

/** Takes in what is good and says of every other entry why it is not. */
export function putEvents(context: EventsContext, input: unknown) {
  const { Entries: entries } = parseInput(PutEvents, input);
  if (entries.reduce((sum, entry) => sum + entrySize(entry), 0) >= sizeLimit) {
    throw new AwsError('ValidationException', 'Total size of the entries in the request is over the limit.');
  }
  const results = inTransaction(context.database, () => entries.map((entry) => putEntry(context, entry)));
  context.outbound.wake();
  return { FailedEntryCount: results.filter((result) => 'ErrorCode' in result).length, Entries: results };
}

function putEntry(context: EventsContext, entry: Entry): { EventId: string } | Refusal {
  const missing = (['Source', 'DetailType', 'Detail'] as const).find((name) => !entry[name]);
  if (missing) {
    const ErrorMessage = `Parameter ${missing} is not valid. Reason: ${missing} is a required argument.`;
    return { ErrorCode: 'InvalidArgument', ErrorMessage };
  }
  const { Source: source = '', DetailType: detailType = '', Detail = '', Resources = [] } = entry;
  if (source.startsWith('aws.')) {
    return { ErrorCode: 'NotAuthorizedForSourceException', ErrorMessage: 'Not authorized for the source.' };
  }
  const detail = jsonObject(Detail);
  if (!detail) return { ErrorCode: 'MalformedDetail', ErrorMessage: 'Detail is malformed.' };
  const time = entry.Time === undefined ? context.clock.now() : entry.Time * 1000;
  const event = busEvent({ source, detailType, detail, resources: Resources, time });
  takeIn(context, busName(entry.EventBusName), event, time);
  return { EventId: event.id };
}

function jsonObject(text: string): Record<string, unknown> | undefined {
  try {
    const parsed: unknown = JSON.parse(text);
    return isRecord(parsed) ? parsed : undefined;
  } catch (error) {
    if (error instanceof SyntaxError) return undefined;
    throw error;
  }
}

/** The formula of https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-putevents.html#eb-putevent-size. */
function entrySize(entry: Entry): number {
  const texts = [entry.Source, entry.DetailType, entry.Detail, ...(entry.Resources ?? [])];
  const bytes = texts.reduce((sum, text) => sum + Buffer.byteLength(text ?? ''), 0);
  return bytes + (entry.Time === undefined ? 0 : 14);
}
