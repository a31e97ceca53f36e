import type { Browser, Page } from 'puppeteer-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { complaintsOf, expectUsable, startBrowser, tabTo, textOf, typeInto } from './by-hand.ts';
import { type Account, newAccount } from './client.ts';
import { type Platform, startPlatform } from './platform.ts';

let platform: Platform;
let browser: Browser;

beforeAll(async () => {
  platform = await startPlatform();
  browser = await startBrowser();
}, 90_000);
afterAll(async () => {
  await browser?.close();
  await platform?.stop();
});

/** A page on a device that has a platform authenticator, with somebody in front of it. */
async function open() {
  const page = await browser.newPage();
  const complaints = complaintsOf(page);
  const devtools = await page.createCDPSession();
  await devtools.send('WebAuthn.enable');
  const { authenticatorId } = await devtools.send('WebAuthn.addVirtualAuthenticator', {
    options: {
      ...{ protocol: 'ctap2', transport: 'internal', automaticPresenceSimulation: true },
      ...{ hasResidentKey: true, hasUserVerification: true, isUserVerified: true },
    },
  });
  await page.goto(`${platform.ready.url}/account/security`);
  const credentials = async () => (await devtools.send('WebAuthn.getCredentials', { authenticatorId })).credentials;
  /** Whether somebody touches the device as soon as it asks, be it for the e-mail field or for the button. */
  const setTouched = (enabled: boolean) =>
    devtools.send('WebAuthn.setAutomaticPresenceSimulation', { authenticatorId, enabled });
  return { page, complaints, credentials, setTouched };
}

const addPasskey = async (page: Page, { email, password }: Account, name: string) => {
  await typeInto(page, '#log-in-email', email);
  await typeInto(page, '#log-in-password', password);
  await page.keyboard.press('Enter');
  await textOf(page, '#app-state');
  await typeInto(page, '#passkey-name', name);
  await page.keyboard.press('Enter');
};
const said = (page: Page) => textOf(page, 'section[aria-labelledby=passkeys] output');
const logOut = async (page: Page) => {
  await tabTo(page, '#log-out');
  await Promise.all([page.waitForNavigation(), page.keyboard.press('Enter')]);
};
const enterWithPasskey = async ({ page, setTouched }: Awaited<ReturnType<typeof open>>) => {
  await tabTo(page, '#log-in-passkey');
  await setTouched(true);
  await page.keyboard.press('Enter');
};

test('somebody without a mouse adds a passkey, logs in with it, and removes it', async () => {
  const account = await newAccount(platform.ready.url);
  const device = await open();
  const { page, complaints, credentials, setTouched } = device;
  await addPasskey(page, account, 'My laptop');
  expect(await said(page)).toBe('The passkey was added.');
  expect(await credentials()).toMatchObject([
    {
      ...{ rpId: 'localhost', isResidentCredential: true, userName: account.email },
      userHandle: Buffer.from(account.userId).toString('base64'),
    },
  ]);
  await expectUsable(page);

  await setTouched(false);
  await logOut(page);
  await enterWithPasskey(device);
  expect(await textOf(page, '#app-state')).toMatch('Not set up.');
  expect(await textOf(page, '#passkey-list')).toMatch(/^My laptop, added .+, last used /);
  await expectUsable(page);

  await tabTo(page, '#passkey-list button');
  await page.keyboard.press('Enter');
  expect(await said(page)).toBe('The passkey was removed.');
  await setTouched(false);
  await logOut(page);
  await enterWithPasskey(device);
  expect(await textOf(page, '#log-in-wrong')).toBe(
    'This passkey was not accepted. Try again, or log in with your password.',
  );
  await expectUsable(page);
  expect(complaints).toEqual([]);
  await page.close();
});

test('one device holds one passkey of an account', async () => {
  const account = await newAccount(platform.ready.url);
  const { page } = await open();
  await addPasskey(page, account, 'First');
  expect(await said(page)).toBe('The passkey was added.');
  await typeInto(page, '#passkey-name', 'Second');
  await page.keyboard.press('Enter');
  expect(await textOf(page, 'section[aria-labelledby=passkeys] [role=alert]')).toBe(
    'This device has a passkey of yours already.',
  );
  await page.close();
});

test('the e-mail field offers the passkey, and choosing it there is enough', async () => {
  const account = await newAccount(platform.ready.url);
  const { page } = await open();
  await addPasskey(page, account, 'Offered');
  expect(await said(page)).toBe('The passkey was added.');
  await logOut(page);
  expect(await textOf(page, '#passkey-list')).toMatch(/^Offered, added .+, last used /);
  await page.close();
});
