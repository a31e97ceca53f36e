import type { CDPSession, Page } from 'puppeteer-core';
import type { GuardProxy } from '../audit/guard/guard-proxy.ts';
import { BrowserBrokenError } from './browser-broken-error.ts';
import type { ProcessModel } from './flags.ts';
import type { Launch, OpenBrowser } from './launch.ts';
import { within } from './within.ts';

export interface OpenPage {
  readonly opened: OpenBrowser;
  readonly page: Page;
  readonly cdp: CDPSession;
}

/** Knows which process model the sandbox of this machine allows, once one has worked. */
export class ProcessModels {
  #proven: ProcessModel | undefined;
  readonly #tell: (proven: ProcessModel) => void;

  constructor(proven?: ProcessModel, tell: (proven: ProcessModel) => void = () => undefined) {
    this.#proven = proven;
    this.#tell = tell;
  }

  /** What to try in turn. One bad start is no proof against the better model, nor against the machine. */
  candidates(): readonly ProcessModel[] {
    if (this.#proven !== undefined) return [this.#proven, this.#proven];
    return ['multi-process', 'multi-process', 'single-process'];
  }

  prove(model: ProcessModel): void {
    if (this.#proven === model) return;
    this.#proven = model;
    this.#tell(model);
  }
}

const firstPageTimeoutMs = 8_000;

/** A fresh browser with one page that has already shown the guard proxy its password. */
export async function openPage(
  launch: Launch,
  guard: Pick<GuardProxy, 'credentials' | 'handshakeUrl'>,
  models: ProcessModels,
): Promise<OpenPage> {
  const failures: unknown[] = [];
  for (const model of models.candidates()) {
    try {
      const open = await openPageIn(await launch(model), guard);
      models.prove(model);
      return open;
    } catch (error) {
      failures.push(error);
    }
  }
  throw new BrowserBrokenError('Chromium opened no page.', { cause: new AggregateError(failures) });
}

async function openPageIn(
  opened: OpenBrowser,
  guard: Pick<GuardProxy, 'credentials' | 'handshakeUrl'>,
): Promise<OpenPage> {
  try {
    const late = () => new BrowserBrokenError(`Chromium (${opened.processModel}) opened no page in time.`);
    return { opened, ...(await within(firstPageTimeoutMs, preparePage(opened, guard), late)) };
  } catch (error) {
    await opened.close();
    throw error;
  }
}

/**
 * Chromium sends a proxy password along by itself once it has been asked for it. Answering on a page of its own keeps
 * request interception, which page authentication needs and which would slow every request, off the page under test.
 */
async function preparePage(
  { browser }: OpenBrowser,
  guard: Pick<GuardProxy, 'credentials' | 'handshakeUrl'>,
): Promise<Omit<OpenPage, 'opened'>> {
  const greeter = await browser.newPage();
  await greeter.authenticate(guard.credentials);
  const greeting = await greeter.goto(guard.handshakeUrl);
  if (greeting?.status() !== 200) throw new BrowserBrokenError('The guard proxy did not accept the browser.');
  const page = await browser.newPage();
  await greeter.close();
  return { page, cdp: await page.createCDPSession() };
}
