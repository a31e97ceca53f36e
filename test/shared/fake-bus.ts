import type { PublishMany } from '../../shared/event-bus.ts';
import { type Publish, toCloudEvent } from '../../shared/events.ts';

export interface PublishedEvent {
  readonly type: string;
  readonly id: string;
  readonly orgId: string;
  readonly occurredAt: string;
  readonly data: unknown;
}

/** A bus that remembers, checks each payload like the real publisher, and refuses everything while it is broken. */
export class FakeBus {
  readonly events: PublishedEvent[] = [];
  isBroken = false;

  readonly publish: Publish = async (definition, event) => {
    if (this.isBroken) throw new Error('The bus is down.');
    const { type, data } = toCloudEvent(definition, event);
    this.events.push({ ...event, type, data });
  };

  /** The way of the outbox job. */
  readonly publishMany: PublishMany = async (events) =>
    events.map(({ id, type, orgid, time, data }) => {
      if (this.isBroken) return new Error('The bus is down.');
      this.events.push({ id, type, orgId: orgid, occurredAt: time, data });
      return undefined;
    });

  get types(): string[] {
    return this.events.map(({ type }) => type);
  }

  ofType(type: string): PublishedEvent[] {
    return this.events.filter((event) => event.type === type);
  }
}
