import type { DatabaseSync } from 'node:sqlite';
import type { Outbound } from '../outbound/outbound.ts';
import type { Clock } from '../service.ts';
import type { ArchiveStore } from './archive-store.ts';
import type { Buses } from './bus-operations.ts';
import type { EventMatcher } from './pattern.ts';
import type { RuleStore } from './rule-store.ts';
import type { Tags } from './tag-operations.ts';

/** What the operations of one EventBridge work on. */
export interface EventsContext {
  readonly database: DatabaseSync;
  readonly clock: Clock;
  readonly outbound: Outbound;
  readonly buses: Buses;
  readonly rules: RuleStore;
  readonly archives: ArchiveStore;
  readonly tags: Tags;
  /** Compiles a pattern that has been checked before, and remembers it. */
  readonly matcher: (pattern: string) => EventMatcher;
  readonly rescheduled: () => void;
  /** Told in one sentence of an event that goes nowhere although AWS would not say so either. */
  readonly report: (problem: string) => void;
}
