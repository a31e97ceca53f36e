import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { globSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { createInterface } from 'node:readline';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { startGuardProxy } from '../../../../lambdas/guardian-runner/audit/guard/guard-proxy.ts';
import { systemResolver } from '../../../../lambdas/guardian-runner/audit/guard/resolve-host.ts';
import { interruptions } from '../../../../lambdas/guardian-runner/audit/interruptions.ts';
import { BrowserBrokenError } from '../../../../lambdas/guardian-runner/browser/browser-broken-error.ts';
import { launcher } from '../../../../lambdas/guardian-runner/browser/launch.ts';
import { Observer } from '../../../../lambdas/guardian-runner/browser/observer.ts';
import { openPage, ProcessModels } from '../../../../lambdas/guardian-runner/browser/open-page.ts';
import { auditOf, startSite } from '../audit/site.ts';

const cleanups: (() => Promise<unknown>)[] = [];
afterEach(async () => {
  for (const cleanup of cleanups.splice(0).reverse()) await cleanup();
});

async function open() {
  const options = { resolver: systemResolver, allowLoopback: true, maxBytes: 1e6, connectTimeoutMs: 2_000 };
  const guard = await startGuardProxy(options);
  cleanups.push(() => guard.close());
  const opened = await openPage(launcher(guard.port), guard, new ProcessModels());
  cleanups.push(() => opened.opened.close());
  return opened;
}

const profiles = () => globSync('odavl-guardian-*', { cwd: tmpdir() });

function isAlive(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch {
    return false;
  }
}

describe('the browser', () => {
  it('is gone with its profile after it was closed', async () => {
    const before = new Set(profiles());
    const { opened } = await open();
    const own = profiles().filter((name) => !before.has(name));
    expect(own).not.toEqual([]);
    await opened.close();
    expect(opened.browser.connected).toBe(false);
    // Other test files may have browsers of their own open at the same time.
    await vi.waitFor(() => expect(own.filter((name) => profiles().includes(name)).length).toBeLessThan(own.length));
  });

  it('reports a crashed renderer', async () => {
    const { opened, page, cdp } = await open();
    const observer = await Observer.of(opened.browser, page, cdp);
    const crashed = expect(observer.crashed).rejects.toThrow(/crash/i);
    // The command itself never answers: its target is gone.
    cdp.send('Page.crash').catch(() => undefined);
    await crashed;
  });

  it('is called broken when it dies in the middle of an audit', async () => {
    const { opened } = await open();
    const interruption = interruptions({
      signal: new AbortController().signal,
      overBudget: new AbortController().signal,
      crashed: new Promise<never>(() => undefined),
      totalTimeoutMs: 10_000,
      browser: opened.browser,
    });
    opened.browser.process()?.kill('SIGKILL');
    await expect(interruption.happened).rejects.toBeInstanceOf(BrowserBrokenError);
    interruption.forget();
  });

  it('dies with a parent that was killed', async () => {
    const launch = new URL('../../../../lambdas/guardian-runner/browser/launch.ts', import.meta.url).href;
    const program = `const { launcher } = await import(${JSON.stringify(launch)});
      const { browser } = await launcher(9)('multi-process');
      console.log(browser.process().pid); setInterval(() => 0, 1000);`;
    const parent = spawn(process.execPath, ['--input-type=module', '--eval', program], {
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    const [line]: string[] = await once(createInterface(parent.stdout), 'line');
    const pid = Number(line);
    expect(isAlive(pid)).toBe(true);
    parent.kill('SIGKILL');
    await vi.waitFor(() => expect(isAlive(pid)).toBe(false), { timeout: 5_000 });
  });
});

describe('an aborted audit', () => {
  it('stops within a second with the reason of its signal', async () => {
    const controller = new AbortController();
    const reason = new Error('The task was cancelled.');
    let abortedAt = 0;
    const site = await startSite({
      '/': () => {
        abortedAt = performance.now();
        controller.abort(reason);
      },
    });
    cleanups.push(() => site.close());
    await expect(auditOf(`${site.origin}/`, { signal: controller.signal })).rejects.toBe(reason);
    expect(performance.now() - abortedAt).toBeLessThan(1_500);
  });
});
