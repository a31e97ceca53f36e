import { EventEmitter } from 'node:events';
import { describe, expect, it } from 'vitest';
import { interruptions } from '../../../../lambdas/guardian-runner/audit/interruptions.ts';
import { SiteFailure } from '../../../../lambdas/guardian-runner/audit/site-failure.ts';
import { BrowserBrokenError } from '../../../../lambdas/guardian-runner/browser/browser-broken-error.ts';

function world() {
  const abort = new AbortController();
  const budget = new AbortController();
  const events = new EventEmitter();
  const crash = Promise.withResolvers<never>();
  const browser = {
    once: (name: string, listener: () => void) => events.once(name, listener),
    off: (name: string, listener: () => void) => events.off(name, listener),
  };
  const start = (totalTimeoutMs = 60_000) =>
    interruptions({
      signal: abort.signal,
      overBudget: budget.signal,
      crashed: crash.promise,
      totalTimeoutMs,
      browser,
    });
  return { abort, budget, events, crash, start };
}

describe('interruptions', () => {
  it('passes on the reason of an abort, also of an earlier one', async () => {
    const { abort, start } = world();
    const reason = new Error('cancelled');
    const running = start();
    abort.abort(reason);
    await expect(running.happened).rejects.toBe(reason);
    await expect(start().happened).rejects.toBe(reason);
  });

  it('calls a browser that quits broken, so that the task is retried', async () => {
    const { events, start } = world();
    const running = start();
    events.emit('disconnected');
    await expect(running.happened).rejects.toBeInstanceOf(BrowserBrokenError);
  });

  it.each([
    ['a crash', 'crashed', (at: ReturnType<typeof world>) => at.crash.reject(new Error('Page crashed!'))],
    ['too many bytes', 'too-large', (at: ReturnType<typeof world>) => at.budget.abort()],
  ])('counts %s as the result of the site', async (_name, status, happen) => {
    const at = world();
    const running = at.start();
    happen(at);
    const failure = await running.happened.catch((error: unknown) => error);
    expect(failure).toBeInstanceOf(SiteFailure);
    expect(failure).toMatchObject({ status });
    running.forget();
  });

  it('ends an audit that takes too long', async () => {
    await expect(world().start(1).happened).rejects.toMatchObject({ status: 'timed-out' });
  });

  it('leaves no listener behind', () => {
    const { events, start } = world();
    start().forget();
    expect(events.listenerCount('disconnected')).toBe(0);
  });
});
