import { IndexedHeap } from './indexed-heap.ts';

/** What the scheduler must know of one message; its body stays in the store. Times are milliseconds. */
export interface Entry {
  /** Grows with every message sent: the age order of a queue and the base of the sequence number. */
  readonly position: number;
  readonly id: string;
  /** The message group; a message without one is a tenant of its own. */
  readonly group: string;
  /** When this queue's retention period began to run. */
  readonly enqueuedAt: number;
  /** End of the delay or of the visibility timeout. */
  visibleAt: number;
  /** Receives from this queue, which `maxReceiveCount` limits. */
  receives: number;
  /** When the receive that now holds the message began: the 12 hours are counted from there. */
  receivedAt: number;
  /** Number of the latest receipt handle. */
  receipt: string;
}

interface Group {
  readonly key: string;
  readonly ready: IndexedHeap<Entry>;
  inFlight: number;
}

/**
 * The messages of one queue in the order in which they may be delivered.
 *
 * `fair` (standard queue): the tenant with the fewest messages in flight is served first, ties by the oldest message.
 * AWS begins to reorder once a tenant is noisy (over 10 % and 30 messages of what is in flight) and keeps the exact order
 * to itself; this one has the documented effect from the first message on, so that small tests can see it.
 * https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/sqs-fair-queues.html
 *
 * `fifo`: a group with a message in flight is blocked, the others are served by their oldest message.
 * https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/using-messagegroupid-property.html
 */
export class Backlog {
  readonly #order: 'fair' | 'fifo';
  readonly #entries = new Map<string, Entry>();
  readonly #groups = new Map<string, Group>();
  readonly #eligible = new IndexedHeap<Group>(isServedBefore);
  readonly #byAge = new IndexedHeap<Entry>((a, b) => a.enqueuedAt < b.enqueuedAt);
  readonly #delayed = new IndexedHeap<Entry>(isVisibleBefore);
  readonly #inFlight = new IndexedHeap<Entry>(isVisibleBefore);

  constructor(order: 'fair' | 'fifo') {
    this.#order = order;
  }

  get delayedCount(): number {
    return this.#delayed.size;
  }

  get inFlightCount(): number {
    return this.#inFlight.size;
  }

  get readyCount(): number {
    return this.#entries.size - this.#delayed.size - this.#inFlight.size;
  }

  get(id: string): Entry | undefined {
    return this.#entries.get(id);
  }

  entries(): Iterable<Entry> {
    return this.#entries.values();
  }

  isInFlight(entry: Entry): boolean {
    return this.#inFlight.has(entry);
  }

  isDelayed(entry: Entry): boolean {
    return this.#delayed.has(entry);
  }

  add(entry: Entry, state: 'ready' | 'delayed' | 'in-flight'): void {
    this.#entries.set(entry.id, entry);
    this.#byAge.add(entry);
    if (state === 'ready') this.#makeReady(entry);
    if (state === 'delayed') this.#delayed.add(entry);
    if (state === 'in-flight') this.#fly(entry);
  }

  remove(entry: Entry): void {
    this.#withdraw(entry);
    this.#byAge.remove(entry);
    this.#entries.delete(entry.id);
  }

  /** The next message to deliver. A FIFO receive may go on in the group `current`, which it has blocked itself. */
  next(current?: string): Entry | undefined {
    const same = current === undefined || this.#order === 'fair' ? undefined : this.#groups.get(current)?.ready.peek();
    return same ?? this.#eligible.peek()?.ready.peek();
  }

  start(entry: Entry): void {
    this.#withdraw(entry);
    this.#fly(entry);
  }

  /** Gives a delayed or in-flight message a new `visibleAt`. */
  defer(entry: Entry, visibleAt: number): void {
    entry.visibleAt = visibleAt;
    (this.#inFlight.has(entry) ? this.#inFlight : this.#delayed).reorder(entry);
  }

  /** Makes what is due visible. */
  advance(now: number): void {
    for (const waiting of [this.#delayed, this.#inFlight]) {
      for (let entry = waiting.peek(); entry && entry.visibleAt <= now; entry = waiting.peek()) {
        this.#withdraw(entry);
        this.#makeReady(entry);
      }
    }
  }

  oldest(): Entry | undefined {
    return this.#byAge.peek();
  }

  /** When `advance` has work again. */
  nextChangeAt(): number | undefined {
    const times = [this.#delayed.peek(), this.#inFlight.peek()].flatMap((entry) => (entry ? [entry.visibleAt] : []));
    return times.length === 0 ? undefined : Math.min(...times);
  }

  #makeReady(entry: Entry): void {
    const group = this.#groupOf(entry.group);
    group.ready.add(entry);
    this.#rank(group);
  }

  #fly(entry: Entry): void {
    const group = this.#groupOf(entry.group);
    group.inFlight += 1;
    this.#inFlight.add(entry);
    this.#rank(group);
  }

  #withdraw(entry: Entry): void {
    this.#delayed.remove(entry);
    const group = this.#groups.get(entry.group);
    if (!group) return;
    group.ready.remove(entry);
    if (this.#inFlight.has(entry)) {
      this.#inFlight.remove(entry);
      group.inFlight -= 1;
    }
    this.#rank(group);
  }

  #groupOf(key: string): Group {
    const known = this.#groups.get(key);
    if (known) return known;
    const group: Group = { key, ready: new IndexedHeap<Entry>((a, b) => a.position < b.position), inFlight: 0 };
    this.#groups.set(key, group);
    return group;
  }

  #rank(group: Group): void {
    const isEligible = group.ready.size > 0 && (this.#order === 'fair' || group.inFlight === 0);
    if (isEligible && this.#eligible.has(group)) this.#eligible.reorder(group);
    else if (isEligible) this.#eligible.add(group);
    else this.#eligible.remove(group);
    if (group.ready.size === 0 && group.inFlight === 0) this.#groups.delete(group.key);
  }
}

function isVisibleBefore(a: Entry, b: Entry): boolean {
  return a.visibleAt < b.visibleAt || (a.visibleAt === b.visibleAt && a.position < b.position);
}

function isServedBefore(a: Group, b: Group): boolean {
  if (a.inFlight !== b.inFlight) return a.inFlight < b.inFlight;
  return (a.ready.peek()?.position ?? Infinity) < (b.ready.peek()?.position ?? Infinity);
}
