import { BrowserBrokenError } from '../browser/browser-broken-error.ts';
import { SiteFailure } from './site-failure.ts';

export interface Interruption {
  /** Rejects at the first thing that ends an audit from outside. */
  readonly happened: Promise<never>;
  /** Stops listening; the audit came to its own end. */
  forget(): void;
}

/** The part of puppeteer's `Browser` that says when it is gone. */
interface Disconnecting {
  once(event: 'disconnected', listener: () => void): unknown;
  off(event: 'disconnected', listener: () => void): unknown;
}

export interface InterruptionSources {
  readonly signal: AbortSignal;
  readonly totalTimeoutMs: number;
  readonly browser: Disconnecting;
  readonly crashed: Promise<never>;
  readonly overBudget: AbortSignal;
}

export function interruptions(sources: InterruptionSources): Interruption {
  const { promise, reject } = Promise.withResolvers<never>();
  const onAbort = () => reject(sources.signal.reason);
  const onGone = () => reject(new BrowserBrokenError('The browser quit in the middle of an audit.'));
  const onOverBudget = () => reject(tooLarge());
  const onLate = () => reject(new SiteFailure('timed-out', 'timed-out', 'The audit ran out of time.'));
  sources.crashed.catch(() =>
    reject(new SiteFailure('crashed', 'renderer-crashed', 'The page crashed the browser tab.')),
  );
  sources.signal.addEventListener('abort', onAbort);
  sources.overBudget.addEventListener('abort', onOverBudget);
  sources.browser.once('disconnected', onGone);
  const timer = setTimeout(onLate, sources.totalTimeoutMs);
  if (sources.signal.aborted) onAbort();
  return {
    happened: promise,
    forget: () => {
      clearTimeout(timer);
      sources.signal.removeEventListener('abort', onAbort);
      sources.overBudget.removeEventListener('abort', onOverBudget);
      sources.browser.off('disconnected', onGone);
    },
  };
}

function tooLarge(): SiteFailure {
  return new SiteFailure('too-large', 'too-large', 'The page transfers more data than an audit allows.');
}
