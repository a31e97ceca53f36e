import type { Browser, CDPSession, Page } from 'puppeteer-core';

export type Device = 'desktop' | 'mobile';

/** The viewports of Guardian's screenshots; Lighthouse brings its own devices for its measurements. */
const viewports = {
  desktop: { width: 1920, height: 1080, deviceScaleFactor: 1, isMobile: false, hasTouch: false },
  mobile: { width: 375, height: 667, deviceScaleFactor: 2, isMobile: true, hasTouch: true },
} as const;

/** Says who it is, without the word "Headless" that many sites answer with an error page. */
export async function becomeDevice(browser: Browser, page: Page, cdp: CDPSession, device: Device): Promise<void> {
  await page.setViewport(viewports[device]);
  const own = (await browser.userAgent()).replace('HeadlessChrome', 'Chrome');
  const platform =
    device === 'mobile'
      ? own.replace(/\([^)]*\)/, '(Linux; Android 10; K)').replace(' Safari/', ' Mobile Safari/')
      : own;
  await cdp.send('Emulation.setUserAgentOverride', { userAgent: `${platform} ODAVL-Guardian/1.0` });
}
