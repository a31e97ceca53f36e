import type { SQSBatchResponse, SQSEvent } from 'aws-lambda';
import type * as z from 'zod';
import { type Event, type EventDefinition, parseEvent } from './events.ts';
import type { Logger } from './log.ts';

/**
 * The Lambda behind the queue of one event subscription. Each record stands for itself: one that fails comes back alone.
 * @param consume gets the message, too, as it came from the bus, for whoever sends it to himself again
 */
export function eventConsumer<Payload extends z.ZodType>(
  definition: EventDefinition<Payload>,
  log: Logger,
  consume: (event: Event<z.output<Payload>>, body: string) => Promise<void>,
) {
  return async (batch: SQSEvent): Promise<SQSBatchResponse> => {
    const failures = await Promise.all(
      batch.Records.map(async ({ messageId, body }) => {
        try {
          await consume(parseEvent(definition, body), body);
          return [];
        } catch (error) {
          log.error('event failed', error, { messageId, type: definition.type });
          return [{ itemIdentifier: messageId }];
        }
      }),
    );
    return { batchItemFailures: failures.flat() };
  };
}
