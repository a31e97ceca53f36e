import type { Browser, CDPSession, ConsoleMessage, Dialog, Page, Protocol, Target } from 'puppeteer-core';
import type { Notice } from '../report/report.ts';

export interface ConsoleError {
  readonly text: string;
  readonly url: string;
}

/** How much of a talkative page is kept; the rest is only noise. */
const maxEntries = 50;
const maxTextLength = 500;

/** Everything that a page does by itself while it is open: what it prints, throws, loads, pops up. */
export class Observer {
  readonly consoleErrors: ConsoleError[] = [];
  readonly pageErrors: string[] = [];
  readonly notices: Notice[] = [];
  readonly mixedContent: Protocol.Audits.MixedContentIssueDetails[] = [];
  readonly traffic = { requests: 0, bytes: 0, jsBytes: 0 };
  readonly #crashed = Promise.withResolvers<never>();
  /** Loaded scripts: Chromium's request id and the URL. */
  readonly scripts = new Map<string, string>();
  #isWatching = true;

  /** Rejects when the renderer dies. */
  get crashed(): Promise<never> {
    return this.#crashed.promise;
  }

  static async of(browser: Browser, page: Page, cdp: CDPSession): Promise<Observer> {
    const observer = new Observer();
    // Whoever waits for it gets the rejection; when nobody does, it must not end the process.
    observer.#crashed.promise.catch(() => undefined);
    page.on('console', (message) => observer.#onConsole(message));
    page.on('pageerror', (error) => observer.#keep(observer.pageErrors, shorten(messageOf(error))));
    page.on('dialog', (dialog) => void observer.#onDialog(dialog));
    page.on('error', (error) => observer.#crashed.reject(error));
    browser.on('targetcreated', (target) => void observer.#onTarget(target, page));
    cdp.on('Network.requestWillBeSent', () => observer.#count({ requests: 1 }));
    cdp.on('Network.responseReceived', (event) => observer.#onResponse(event));
    cdp.on('Network.loadingFinished', (event) => observer.#onFinished(event));
    cdp.on('Audits.issueAdded', ({ issue }) => {
      const details = issue.details.mixedContentIssueDetails;
      if (details) observer.#keep(observer.mixedContent, details);
    });
    await cdp.send('Network.enable');
    await cdp.send('Audits.enable');
    return observer;
  }

  /** Lighthouse loads the page again, with its own measures in mind; what it causes is not counted twice. */
  stopCounting(): void {
    this.#isWatching = false;
  }

  #onConsole(message: ConsoleMessage): void {
    if (message.type() !== 'error') return;
    this.#keep(this.consoleErrors, { text: shorten(message.text()), url: message.location().url ?? '' });
  }

  async #onDialog(dialog: Dialog): Promise<void> {
    this.#keep(this.notices, { code: 'dialog', detail: `The page opened a ${dialog.type()} dialog; it was closed.` });
    try {
      if (dialog.type() === 'beforeunload') await dialog.accept();
      else await dialog.dismiss();
    } catch (error) {
      // Lighthouse closes dialogs as well, and a page that is gone took its dialog along.
      this.#keep(this.notices, { code: 'dialog-gone', detail: shorten(messageOf(error)) });
    }
  }

  async #onTarget(target: Target, own: Page): Promise<void> {
    if (target.type() !== 'page' || target.opener() === undefined || target === own.target()) return;
    this.#keep(this.notices, { code: 'popup', detail: `The page opened a window for ${shorten(target.url())}.` });
    try {
      await (await target.page())?.close();
    } catch (error) {
      this.#keep(this.notices, { code: 'popup-gone', detail: shorten(messageOf(error)) });
    }
  }

  #onResponse(event: Protocol.Network.ResponseReceivedEvent): void {
    if (event.type === 'Script' && this.#isWatching) this.scripts.set(event.requestId, event.response.url);
  }

  #onFinished(event: Protocol.Network.LoadingFinishedEvent): void {
    const bytes = Math.max(0, Math.round(event.encodedDataLength));
    this.#count({ bytes, jsBytes: this.scripts.has(event.requestId) ? bytes : 0 });
  }

  #count(more: { requests?: number; bytes?: number; jsBytes?: number }): void {
    if (!this.#isWatching) return;
    this.traffic.requests += more.requests ?? 0;
    this.traffic.bytes += more.bytes ?? 0;
    this.traffic.jsBytes += more.jsBytes ?? 0;
  }

  #keep<T>(list: T[], entry: T): void {
    if (this.#isWatching && list.length < maxEntries) list.push(entry);
  }
}

function shorten(text: string): string {
  return text.length <= maxTextLength ? text : `${text.slice(0, maxTextLength - 1)}…`;
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
