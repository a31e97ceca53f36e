import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, it, vi } from 'vitest';
import { readOffset, writeOffset } from '../../../local/clock/offset-file.ts';
import { SharedOffset } from '../../../local/clock/shared-offset.ts';
import { VirtualClock } from '../../../local/clock/virtual-clock.ts';

const hour = 3_600_000;

describe('the virtual clock', () => {
  it('is real time plus an offset that only an advance changes', async () => {
    const clock = new VirtualClock(new SharedOffset());
    const before = Date.now();
    const isNow = (time: number) => before <= time && time <= Date.now();
    expect(clock.now()).toSatisfy(isNow);
    const now = await clock.advance(hour);
    expect(now - hour).toSatisfy(isNow);
    await expect(clock.advanceTo(now - 1_000)).rejects.toThrow('Time only moves forward.');
    expect(await clock.advanceTo(now + hour)).toBeGreaterThanOrEqual(now + hour);
  });

  it('runs a timer in real time when nobody moves it', async () => {
    const clock = new VirtualClock(new SharedOffset());
    const ran: string[] = [];
    clock.schedule(20, () => ran.push('later'));
    clock.schedule(5, () => ran.push('sooner'));
    const cancel = clock.schedule(10, () => ran.push('never'));
    cancel();
    await vi.waitFor(() => expect(ran).toEqual(['sooner', 'later']));
  });

  it('runs what falls due in the order of its time, with what that schedules, each at its own time', async () => {
    const clock = new VirtualClock(new SharedOffset());
    const begun = clock.now();
    const ran: [string, number][] = [];
    const note = (name: string) => ran.push([name, Math.floor((clock.now() - begun) / hour)]);
    clock.schedule(3 * hour, () => note('third'));
    clock.schedule(hour, () => {
      note('first');
      clock.schedule(hour, () => note('second, scheduled by the first'));
    });
    clock.schedule(hour, () => note('a tie, scheduled later'));
    clock.schedule(50 * hour, () => note('not due'));
    await clock.advance(10 * hour);
    expect(ran).toEqual([
      ['first', 1],
      ['a tie, scheduled later', 1],
      ['second, scheduled by the first', 2],
      ['third', 3],
    ]);
  });

  it('lets the work of one callback go on before the next, and runs two advances one after the other', async () => {
    const clock = new VirtualClock(new SharedOffset());
    const ran: string[] = [];
    clock.schedule(hour, () => void Promise.resolve().then(() => ran.push('work of the first')));
    clock.schedule(hour + 1, () => ran.push('second'));
    clock.schedule(3 * hour, () => ran.push('third'));
    const begun = clock.now();
    const [one, two] = await Promise.all([clock.advance(2 * hour), clock.advance(2 * hour)]);
    expect(ran).toEqual(['work of the first', 'second', 'third']);
    expect([one - begun, two - begun].map((ms) => Math.floor(ms / hour))).toEqual([2, 4]);
  });

  it('goes the rest of a long way in one jump, so that what repeats itself runs once more at most', async () => {
    const clock = new VirtualClock(new SharedOffset());
    let minutes = 0;
    const everyMinute = () => {
      minutes += 1;
      clock.schedule(60_000, everyMinute);
    };
    clock.schedule(60_000, everyMinute);
    const begun = clock.now();
    expect(await clock.advance(365 * 24 * hour)).toBeGreaterThanOrEqual(begun + 365 * 24 * hour);
    expect(minutes).toBe(5_000);
    await vi.waitFor(() => expect(minutes).toBe(5_001));
  });

  it('never runs a timer before its time or twice, whatever is moved in between', async () => {
    const delays = fc.array(fc.integer({ min: 0, max: 10_000_000 }), { maxLength: 20 });
    const steps = fc.array(fc.integer({ min: 1, max: 4_000_000 }), { minLength: 1, maxLength: 5 });
    await fc.assert(
      fc.asyncProperty(delays, steps, async (all, moves) => {
        const clock = new VirtualClock(new SharedOffset());
        const begun = clock.now();
        const ran: number[] = [];
        for (const delay of all) {
          clock.schedule(delay, () => {
            expect(clock.now()).toBeGreaterThanOrEqual(begun + delay);
            ran.push(delay);
          });
        }
        for (const ms of moves) await clock.advance(ms);
        const moved = moves.reduce((sum, ms) => sum + ms, 0);
        const due = all.filter((delay) => delay <= moved).sort((a, b) => a - b);
        expect(ran.toSorted((a, b) => a - b).slice(0, due.length)).toEqual(due);
        // Real time goes by while they are scheduled, so the order of two is that of their delays but for some milliseconds.
        for (const [at, delay] of ran.entries()) expect(delay).toBeGreaterThan((ran[at - 1] ?? 0) - 50);
        expect(new Set(ran.keys()).size).toBe(ran.length);
      }),
      { numRuns: 30 },
    );
  });
});

it('the offset is written before anything runs, so that no restart goes back in time', async () => {
  const file = join(mkdtempSync(join(tmpdir(), 'odavl-clock-')), 'clock.json');
  expect(readOffset(file)).toBe(0);
  const clock = new VirtualClock(new SharedOffset(), (offsetMs) => writeOffset(file, offsetMs));
  let during = 0;
  clock.schedule(hour, () => {
    during = readOffset(file);
  });
  await clock.advance(2 * hour);
  expect(during).toBeGreaterThanOrEqual(2 * hour - 1_000);
  const restarted = new VirtualClock(new SharedOffset(readOffset(file)));
  expect(restarted.now()).toBeGreaterThanOrEqual(clock.now() - 50);
});
