import { type CDPSession, type HTTPRequest, type HTTPResponse, type Page, TimeoutError } from 'puppeteer-core';
import { within } from './within.ts';

/** One step of the page's way to its final document. */
export interface Navigation {
  readonly url: string;
  readonly response?: HTTPResponse;
  /** Chromium's name for it, e.g. `net::ERR_CONNECTION_REFUSED`. */
  readonly error?: string;
  /** Where the last redirect led; Chromium reports no response for one that it refuses to follow. */
  readonly location?: string;
}

const lateHeadersMs = 1_000;

/** Follows the main frame, also where the page moves on by itself after it has loaded. */
export class MainDocument {
  readonly redirects: string[] = [];
  #latest: Navigation | undefined;
  #count = 0;
  #location: string | undefined;
  readonly #redirected = Promise.withResolvers<void>();

  constructor(page: Page, cdp: CDPSession) {
    const isMain = (request: HTTPRequest) => request.isNavigationRequest() && request.frame() === page.mainFrame();
    page.on('request', (request) => {
      if (!isMain(request)) return;
      this.#count += 1;
      this.#latest = { url: request.url() };
      this.redirects.splice(0, Infinity, ...request.redirectChain().map((step) => step.url()));
    });
    page.on('response', (response) => {
      if (isMain(response.request())) this.#latest = { url: response.url(), response };
    });
    page.on('requestfailed', (request) => {
      if (!isMain(request)) return;
      const response = request.response();
      const error = request.failure()?.errorText ?? 'net::ERR_FAILED';
      this.#latest = { url: request.url(), error, ...(response ? { response } : {}) };
    });
    let requestId: string | undefined;
    cdp.on('Network.requestWillBeSent', (event) => {
      if (event.type === 'Document' && event.requestId === event.loaderId) requestId = event.requestId;
    });
    cdp.on('Network.responseReceivedExtraInfo', (event) => {
      if (event.requestId !== requestId) return;
      this.#location = event.headers.location ?? event.headers.Location;
      if (this.#location !== undefined) this.#redirected.resolve();
    });
  }

  get latest(): Navigation | undefined {
    if (this.#latest?.error === undefined || this.#location === undefined) return this.#latest;
    return { ...this.#latest, location: this.#location };
  }

  /** Chromium reports the headers of a redirect on a way of their own, at times later than that it does not follow it. */
  async redirected(): Promise<void> {
    try {
      await within(lateHeadersMs, this.#redirected.promise, () => new TimeoutError('No headers of a redirect.'));
    } catch (error) {
      if (!(error instanceof TimeoutError)) throw error;
    }
  }

  /** Requests for a main document so far: a page that keeps replacing itself makes it grow. */
  get count(): number {
    return this.#count;
  }
}
