import * as z from 'zod';
import { type CloudEvent, cloudEvent } from '../../../shared/cloud-event.ts';
import type { EventDefinition } from '../../../shared/events.ts';
import { numbered } from './feed.ts';

/** A type of event as clients see it. */
export interface EventType {
  readonly type: string;
  readonly version: number;
  readonly description: string;
  readonly subject?: string;
  readonly dataSchema: Record<string, unknown>;
  readonly example: CloudEvent;
}

const exampleAt = Date.UTC(2026, 10, 22, 12);

export function eventType(definition: EventDefinition, apiUrl: string): EventType {
  const { type, description, subject, payload } = definition;
  return {
    ...{ type, version: Number(/\.v(\d+)$/.exec(type)?.[1]), description },
    ...(subject !== undefined && { subject }),
    dataSchema: schemaOf(payload),
    example: exampleOf(definition, apiUrl),
  };
}

/** An event of this type as a feed has it; also what a test event of a webhook looks like. */
export function exampleOf({ type, subject, payload, example }: EventDefinition, apiUrl: string): CloudEvent {
  const event = cloudEvent({
    ...{ id: 'evt_01jd9w2x3y4z5a6b7c8d9e0f1g', orgId: 'org_01jd9p4n7a9b1c3d5e7f9g1h3j', type, subject },
    ...{ occurredAt: new Date(exampleAt).toISOString(), data: payload.parse(example) },
  });
  return numbered(event, 1, apiUrl);
}

/** Fields may be added to a version at any time, so its schema refuses none; and says nothing of the largest safe integer. */
function schemaOf(payload: z.ZodType): Record<string, unknown> {
  const schema = z.toJSONSchema(payload, {
    io: 'output',
    override: ({ jsonSchema }) => {
      if (jsonSchema.additionalProperties === false) delete jsonSchema.additionalProperties;
      if (jsonSchema.maximum === Number.MAX_SAFE_INTEGER) delete jsonSchema.maximum;
      if (jsonSchema.minimum === Number.MIN_SAFE_INTEGER) delete jsonSchema.minimum;
    },
  });
  return z.record(z.string(), z.unknown()).parse(schema);
}
