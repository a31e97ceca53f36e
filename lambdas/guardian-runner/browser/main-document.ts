import type { CDPSession, HTTPRequest, HTTPResponse, Page } from 'puppeteer-core';

/** One step of the page's way to its final document. */
export interface Navigation {
  readonly url: string;
  readonly response?: HTTPResponse;
  /** Chromium's name for it, e.g. `net::ERR_CONNECTION_REFUSED`. */
  readonly error?: string;
  /** Where the last redirect led; Chromium reports no response for one that it refuses to follow. */
  readonly location?: string;
}

/** Follows the main frame, also where the page moves on by itself after it has loaded. */
export class MainDocument {
  readonly redirects: string[] = [];
  #latest: Navigation | undefined;
  #count = 0;
  #location: string | undefined;

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
      const location = this.#location === undefined ? {} : { location: this.#location };
      this.#latest = { url: request.url(), error, ...location, ...(response ? { response } : {}) };
    });
    let requestId: string | undefined;
    cdp.on('Network.requestWillBeSent', (event) => {
      if (event.type === 'Document' && event.requestId === event.loaderId) requestId = event.requestId;
    });
    cdp.on('Network.responseReceivedExtraInfo', (event) => {
      if (event.requestId === requestId) this.#location = event.headers.location ?? event.headers.Location;
    });
  }

  get latest(): Navigation | undefined {
    return this.#latest;
  }

  /** Requests for a main document so far: a page that keeps replacing itself makes it grow. */
  get count(): number {
    return this.#count;
  }
}
