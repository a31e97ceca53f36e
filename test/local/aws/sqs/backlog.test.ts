import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Backlog, type Entry } from '../../../../local/aws/sqs/backlog.ts';

function entry(position: number, group: string): Entry {
  const times = { enqueuedAt: position, visibleAt: 0, receivedAt: 0 };
  return { position, id: `m${position}`, group, ...times, receives: 0, receipt: '' };
}

function filled(order: 'fair' | 'fifo', groups: string[]): Backlog {
  const backlog = new Backlog(order);
  for (const [index, group] of groups.entries()) backlog.add(entry(index + 1, group), 'ready');
  return backlog;
}

/** Starts up to `count` messages for 30 s and returns their groups and positions, e.g. `a1`. */
function startMany(backlog: Backlog, count: number): string[] {
  const started: string[] = [];
  for (let next = backlog.next(); next && started.length < count; next = backlog.next()) {
    next.visibleAt = 30_000;
    backlog.start(next);
    started.push(`${next.group}${next.position}`);
  }
  return started;
}

// https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/sqs-fair-queues.html
describe('fair order', () => {
  it('is by age when every tenant has equally many in flight', () => {
    expect(startMany(filled('fair', ['a', 'b', 'c']), 3)).toEqual(['a1', 'b2', 'c3']);
  });

  it('serves the tenant with the fewest in flight before the one with the oldest message', () => {
    expect(startMany(filled('fair', ['a', 'a', 'a', 'a', 'b', 'b']), 6)).toEqual(['a1', 'b5', 'a2', 'b6', 'a3', 'a4']);
  });

  it('counts a tenant as quiet again when its messages are gone or visible', () => {
    const backlog = filled('fair', ['a', 'a', 'b', 'a']);
    startMany(backlog, 2);
    for (const { id } of [entry(1, 'a'), entry(3, 'b')]) {
      const inFlight = backlog.get(id);
      if (inFlight) backlog.remove(inFlight);
    }
    expect(startMany(backlog, 1)).toEqual(['a2']);
    backlog.advance(30_000);
    expect([backlog.readyCount, backlog.inFlightCount]).toEqual([2, 0]);
    expect(startMany(backlog, 2)).toEqual(['a2', 'a4']);
  });

  it('finds the quiet tenant behind 20,000 messages of a noisy one, and takes them all in linearithmic time', () => {
    const backlog = filled('fair', [...Array<string>(20_000).fill('noisy'), 'quiet']);
    expect(startMany(backlog, 2)).toEqual(['noisy1', 'quiet20001']);
    expect(startMany(backlog, 20_001)).toHaveLength(19_999);
    expect(backlog.inFlightCount).toBe(20_001);
  });
});

// https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/using-messagegroupid-property.html
describe('FIFO order', () => {
  it('blocks a group while one of its messages is in flight, and goes on with the others', () => {
    const backlog = filled('fifo', ['a', 'a', 'b', 'a', 'b']);
    expect(startMany(backlog, 5)).toEqual(['a1', 'b3']);
    const first = backlog.get('m1');
    if (first) backlog.remove(first);
    expect(startMany(backlog, 5)).toEqual(['a2']);
  });

  it('lets the receive that blocked a group go on in it', () => {
    const backlog = filled('fifo', ['a', 'b', 'a']);
    startMany(backlog, 1);
    expect(backlog.next('a')?.position).toBe(3);
    expect(backlog.next()?.position).toBe(2);
  });

  it('puts a message that became visible again before its successors', () => {
    const backlog = filled('fifo', ['a', 'a']);
    startMany(backlog, 1);
    expect(backlog.nextChangeAt()).toBe(30_000);
    backlog.advance(29_999);
    expect(backlog.next()).toBeUndefined();
    backlog.advance(30_000);
    expect(backlog.next()?.position).toBe(1);
  });
});

describe('any history', () => {
  const step = fc.oneof(
    fc.record({ act: fc.constant('send' as const), group: fc.constantFrom('a', 'b', 'c'), delay: fc.nat(3) }),
    fc.record({ act: fc.constant('receive' as const), timeout: fc.nat(5) }),
    fc.record({ act: fc.constant('delete' as const), position: fc.integer({ min: 1, max: 30 }) }),
    fc.record({ act: fc.constant('wait' as const), time: fc.nat(4) }),
  );

  /** The rule, read off a full scan. */
  function expectedNext(order: 'fair' | 'fifo', backlog: Backlog): Entry | undefined {
    const all = [...backlog.entries()];
    const inFlight = (group: string) => all.filter((one) => one.group === group && backlog.isInFlight(one)).length;
    const ready = all.filter((one) => !backlog.isInFlight(one) && !backlog.isDelayed(one));
    const open = order === 'fair' ? ready : ready.filter(({ group }) => inFlight(group) === 0);
    const load = (one: Entry) => (order === 'fair' ? inFlight(one.group) : 0);
    return open.sort((a, b) => load(a) - load(b) || a.position - b.position)[0];
  }

  it.each(['fair', 'fifo'] as const)('leads to the %s order, and every message stays until it is deleted', (order) => {
    fc.assert(
      fc.property(fc.array(step, { maxLength: 80 }), (steps) => {
        const backlog = new Backlog(order);
        let now = 0;
        let sent = 0;
        let deleted = 0;
        for (const one of steps) {
          if (one.act === 'wait') now += one.time;
          if (one.act === 'send') {
            sent += 1;
            const message = { ...entry(sent, one.group), visibleAt: now + one.delay };
            backlog.add(message, one.delay > 0 ? 'delayed' : 'ready');
          }
          backlog.advance(now);
          const next = backlog.next();
          expect(next).toBe(expectedNext(order, backlog));
          if (one.act === 'receive' && next) {
            next.visibleAt = now + one.timeout;
            backlog.start(next);
          }
          const doomed = one.act === 'delete' ? backlog.get(`m${one.position}`) : undefined;
          if (doomed) {
            backlog.remove(doomed);
            deleted += 1;
          }
          expect(backlog.readyCount + backlog.inFlightCount + backlog.delayedCount).toBe(sent - deleted);
        }
      }),
    );
  });
});
