import { type CDPSession, ProtocolError } from 'puppeteer-core';
import { PageHungError } from './isolated-world.ts';
import type { Observer } from './observer.ts';
import { within } from './within.ts';

export interface ScriptSource {
  readonly url: string;
  readonly text: string;
}

const maxScripts = 30;
const maxLength = 2_000_000;
const answerTimeoutMs = 5_000;

/** The texts of the scripts that the page's own host sent, as far as Chromium still has them. */
export async function ownScripts(cdp: CDPSession, observer: Observer, pageUrl: string): Promise<ScriptSource[]> {
  const host = URL.parse(pageUrl)?.host;
  const own = [...observer.scripts].filter(([, url]) => URL.parse(url)?.host === host).slice(0, maxScripts);
  const sources: ScriptSource[] = [];
  for (const [requestId, url] of own) {
    const text = await bodyOf(cdp, requestId);
    if (text !== undefined) sources.push({ url, text: text.slice(0, maxLength) });
  }
  return sources;
}

async function bodyOf(cdp: CDPSession, requestId: string): Promise<string | undefined> {
  try {
    const reading = cdp.send('Network.getResponseBody', { requestId });
    const { body, base64Encoded } = await within(
      answerTimeoutMs,
      reading,
      () => new PageHungError('The browser kept a script to itself.'),
    );
    return base64Encoded ? Buffer.from(body, 'base64').toString('utf8') : body;
  } catch (error) {
    // Chromium drops large bodies, and those of documents that the page has left.
    if (error instanceof ProtocolError) return undefined;
    throw error;
  }
}
