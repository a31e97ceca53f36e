import { type CDPSession, type Cookie, type Page, TimeoutError } from 'puppeteer-core';
import type { Ledger } from '../audit/guard/ledger.ts';
import { type NavigationResult, navigationFailure } from '../audit/navigation-failure.ts';
import { SiteFailure } from '../audit/site-failure.ts';
import { IsolatedWorld } from './isolated-world.ts';
import { MainDocument, type Navigation } from './main-document.ts';
import { type Probe, probe } from './probe.ts';
import { within } from './within.ts';

/** A page that was loaded and looked at. */
export interface Visit {
  readonly finalUrl: string;
  readonly status: number;
  /** Lower-case names; several values of one name are joined by a newline. */
  readonly headers: Readonly<Record<string, string>>;
  readonly redirects: readonly string[];
  readonly cookies: readonly Cookie[];
  readonly probe: Probe;
  readonly world: IsolatedWorld;
  readonly screenshot: Buffer | undefined;
  readonly didFinishLoading: boolean;
}

export interface VisitOptions {
  readonly url: string;
  readonly navigationTimeoutMs: number;
  readonly ledger: Ledger;
}

/** For requests that start after `load`, as single-page applications make them. */
const settleMs = 3_000;
const idleMs = 500;
/** No answer of a healthy page takes longer, even on a busy Lambda. */
const longestAnswerMs = 15_000;
/** A page that replaces its document more often than Chromium follows redirects is going in circles. */
const maxDocuments = 20;

export async function visit(page: Page, cdp: CDPSession, options: VisitOptions): Promise<Visit> {
  await cdp.send('Browser.setDownloadBehavior', { behavior: 'deny' });
  const main = new MainDocument(page, cdp);
  const didFinishLoading = await load(page, main, options);
  await settle(page);
  const navigation = reachedPage(main, options.ledger);
  const response = navigation.response;
  if (!response) throw neverAnswered(options.url);
  const answerTimeoutMs = Math.min(longestAnswerMs, options.navigationTimeoutMs);
  const world = await IsolatedWorld.of(page, cdp, answerTimeoutMs);
  return {
    finalUrl: navigation.url,
    status: response.status(),
    headers: response.headers(),
    redirects: main.redirects,
    cookies: await page.browserContext().cookies(),
    probe: await probe(world),
    world,
    screenshot: await screenshot(page, answerTimeoutMs),
    didFinishLoading,
  };
}

async function load(page: Page, main: MainDocument, options: VisitOptions): Promise<boolean> {
  try {
    await page.goto(options.url, { waitUntil: 'load', timeout: options.navigationTimeoutMs });
    return true;
  } catch (error) {
    if (error instanceof TimeoutError) {
      if (main.latest?.response === undefined) throw neverAnswered(options.url);
      return false;
    }
    if (!(error instanceof Error)) throw error;
    // The page went on to another document, or there is none (a download, a 204); what arrived last decides.
    if (/net::ERR_ABORTED|frame was detached|interrupted by another/.test(error.message)) return true;
    if (error.message.includes('net::ERR_UNSAFE_REDIRECT')) await main.redirected();
    if (/net::ERR_/.test(error.message)) reachedPage(main, options.ledger, error.message);
    throw error;
  }
}

async function settle(page: Page): Promise<void> {
  try {
    await page.waitForNetworkIdle({ idleTime: idleMs, timeout: settleMs });
  } catch (error) {
    // A page that polls or streams is never idle; it has had its time.
    if (!(error instanceof TimeoutError)) throw error;
  }
}

/** The navigation that the page ended on, unless there is nothing there to test. */
function reachedPage(main: MainDocument, ledger: Ledger, message?: string): Navigation {
  if (main.count > maxDocuments) {
    throw new SiteFailure('unreachable', 'too-many-redirects', `The page replaced itself ${main.count} times.`);
  }
  const navigation = main.latest;
  if (!navigation) throw new SiteFailure('unreachable', 'protocol-error', message ?? 'Nothing was loaded.');
  const failure = navigationFailure(resultOf(navigation, message), ledger);
  if (failure) throw failure;
  return navigation;
}

function resultOf(navigation: Navigation, message?: string): NavigationResult {
  const { url, response } = navigation;
  const error = navigation.error ?? message?.match(/net::ERR_\w+/)?.[0];
  const headers = response?.headers();
  return {
    url,
    ...(response && headers ? { status: response.status(), headers } : {}),
    ...(navigation.location === undefined ? {} : { location: navigation.location }),
    ...(error === undefined ? {} : { error }),
  };
}

function neverAnswered(url: string): SiteFailure {
  return new SiteFailure('timed-out', 'timed-out', `${url} did not answer in time.`);
}

/** A page can be so busy that Chromium gets no picture of it; the rest of the report stands without. */
async function screenshot(page: Page, answerTimeoutMs: number): Promise<Buffer | undefined> {
  try {
    const taking = page.screenshot({ type: 'jpeg', quality: 80, captureBeyondViewport: false });
    return Buffer.from(await within(answerTimeoutMs, taking, () => new TimeoutError('No screenshot.')));
  } catch (error) {
    if (error instanceof TimeoutError) return undefined;
    throw error;
  }
}
