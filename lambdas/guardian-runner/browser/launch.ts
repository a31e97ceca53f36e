import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import puppeteer, { type Browser } from 'puppeteer-core';
import { BrowserBrokenError } from './browser-broken-error.ts';
import { chromiumFlags, type ProcessModel } from './flags.ts';
import { profilePrefix } from './sweep.ts';
import { unpackChromium } from './unpack.ts';

export interface OpenBrowser {
  readonly browser: Browser;
  readonly processModel: ProcessModel;
  /** Kills the browser and removes its profile; also after it died on its own. */
  close(): Promise<void>;
}

export type Launch = (processModel: ProcessModel) => Promise<OpenBrowser>;

/** A fresh Chromium with a profile of its own, all traffic through the guard proxy on `proxyPort`. */
export function launcher(proxyPort: number): Launch {
  return async (processModel) => {
    const { executablePath, environment } = await unpackChromium();
    const profile = await mkdtemp(join(tmpdir(), profilePrefix));
    try {
      const browser = await puppeteer.launch({
        executablePath,
        env: { ...environment, PATH: process.env.PATH, TMPDIR: profile, TZ: 'UTC', LANG: 'en_US.UTF-8' },
        args: [...chromiumFlags({ proxyPort, processModel })],
        userDataDir: join(profile, 'profile'),
        headless: 'shell',
        // Over a pipe Chromium notices that its parent is gone, even after SIGKILL, and quits.
        pipe: true,
        timeout: launchTimeoutMs,
        protocolTimeout: protocolTimeoutMs,
        handleSIGINT: false,
        handleSIGTERM: false,
        handleSIGHUP: false,
        acceptInsecureCerts: false,
      });
      return { browser, processModel, close: () => close(browser, profile) };
    } catch (error) {
      await removeProfile(profile);
      throw new BrowserBrokenError('Chromium did not start.', { cause: error });
    }
  };
}

const launchTimeoutMs = 15_000;
/** Longer than any single answer of a healthy browser; the audit's own deadlines are shorter. */
const protocolTimeoutMs = 60_000;

async function close(browser: Browser, profile: string): Promise<void> {
  const child = browser.process();
  // The audit has all it wants by now, so there is nothing to shut down in good order: killing is quick and always works.
  if (child && child.exitCode === null && child.signalCode === null) {
    const exited = new Promise<void>((resolve) => child.once('exit', () => resolve()));
    child.kill('SIGKILL');
    await exited;
  }
  await browser.disconnect();
  await removeProfile(profile);
}

/** Chromium's other processes may write for a moment longer after the main one is gone. */
async function removeProfile(profile: string): Promise<void> {
  await rm(profile, { recursive: true, force: true, maxRetries: 10, retryDelay: 50 });
}
