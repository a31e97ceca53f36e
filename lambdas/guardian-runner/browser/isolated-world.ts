import type { CDPSession, Page } from 'puppeteer-core';
import { within } from './within.ts';

export class PageHungError extends Error {
  override readonly name = 'PageHungError';
}

/**
 * Runs our scripts in a JavaScript world of their own: they see the page's document, but the page sees neither them nor
 * can it bend the built-ins they use, and its Content-Security-Policy does not apply
 * (https://chromedevtools.github.io/devtools-protocol/tot/Page/#method-createIsolatedWorld).
 */
export class IsolatedWorld {
  readonly #cdp: CDPSession;
  readonly #contextId: number;
  readonly #timeoutMs: number;

  private constructor(cdp: CDPSession, contextId: number, timeoutMs: number) {
    this.#cdp = cdp;
    this.#contextId = contextId;
    this.#timeoutMs = timeoutMs;
  }

  static async of(page: Page, cdp: CDPSession, timeoutMs: number): Promise<IsolatedWorld> {
    const creating = (async () => {
      const { frameTree } = await cdp.send('Page.getFrameTree');
      return await cdp.send('Page.createIsolatedWorld', { frameId: frameTree.frame.id, worldName: 'guardian' });
    })();
    const { executionContextId } = await within(timeoutMs, creating, () => hung(page.url()));
    return new IsolatedWorld(cdp, executionContextId, timeoutMs);
  }

  /** Evaluates an expression (a promise is awaited) and returns its JSON value, still to be parsed. */
  async evaluate(expression: string): Promise<unknown> {
    const evaluating = this.#cdp.send('Runtime.evaluate', {
      expression,
      contextId: this.#contextId,
      awaitPromise: true,
      returnByValue: true,
    });
    const { result, exceptionDetails } = await within(this.#timeoutMs, evaluating, () => hung('the page'));
    if (exceptionDetails) {
      throw new Error(exceptionDetails.exception?.description ?? exceptionDetails.text);
    }
    return result.value;
  }
}

function hung(what: string): PageHungError {
  return new PageHungError(`${what} stopped answering.`);
}
