import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { createRemoteJWKSet, jwtVerify } from 'jose';
import * as oidc from 'openid-client';
import type { Browser, Page } from 'puppeteer-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import * as z from 'zod';
import { complaintsOf, expectAccessible, startBrowser, tabTo, textOf, typeInto } from './by-hand.ts';
import { type Account, newAccount } from './client.ts';
import { type Platform, startPlatform } from './platform.ts';

let platform: Platform;
let browser: Browser;
let person: Account;
let app: Awaited<ReturnType<typeof startApp>>;
/** The whole configuration that a client needs is our address and its own id. */
let config: oidc.Configuration;

beforeAll(async () => {
  [platform, browser, app] = await Promise.all([startPlatform(), startBrowser(), startApp()]);
  person = await newAccount(platform.ready.url);
  config = await discover('odavl-cli', oidc.None());
}, 90_000);
afterAll(async () => {
  await browser?.close();
  await app?.close();
  await platform?.stop();
});

const discover = (clientId: string, method: oidc.ClientAuth) =>
  oidc.discovery(new URL(platform.ready.url), clientId, undefined, method, { execute: [oidc.allowInsecureRequests] });

/** A program on this computer that waits for the answer on a port of its own (RFC 8252 §7.3). */
async function startApp() {
  const answers: URL[] = [];
  let base = '';
  const server: Server = createServer((request, response) => {
    if (request.url?.startsWith('/callback')) answers.push(new URL(request.url, base));
    response.end('<title>Back</title>Back in the app.');
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port }: Pick<AddressInfo, 'port'> = z.object({ port: z.number() }).parse(server.address());
  base = `http://127.0.0.1:${port}`;
  const close = () => new Promise((resolve) => server.close(resolve));
  return { redirectUri: `${base}/callback`, answers, close };
}

/** A request as `openid-client` makes it, and the answer after a person has dealt with the page. */
async function authorize(deal: (page: Page) => Promise<void>, change: Record<string, string> = {}) {
  const pkceCodeVerifier = oidc.randomPKCECodeVerifier();
  const [expectedState, expectedNonce] = [oidc.randomState(), oidc.randomNonce()];
  const url = oidc.buildAuthorizationUrl(config, {
    ...{ redirect_uri: app.redirectUri, scope: 'openid profile email projects:write' },
    ...{ state: expectedState, nonce: expectedNonce, code_challenge_method: 'S256' },
    code_challenge: await oidc.calculatePKCECodeChallenge(pkceCodeVerifier),
    ...change,
  });
  app.answers.length = 0;
  const page = await browser.newPage();
  const complaints = complaintsOf(page);
  await page.goto(url.href);
  await deal(page);
  await page.waitForFunction("document.title === 'Back'");
  expect(complaints).toEqual([]);
  await page.close();
  const checks = { pkceCodeVerifier, expectedState, expectedNonce };
  return { answer: z.instanceof(URL).parse(app.answers.at(-1)), checks };
}

async function logInByHand(page: Page): Promise<void> {
  await typeInto(page, '#log-in-email', person.email);
  await typeInto(page, '#log-in-password', person.password);
  await page.keyboard.press('Enter');
  await page.waitForSelector('#decide', { visible: true });
}

async function choose(page: Page, decision: 'allow' | 'deny'): Promise<void> {
  await logInByHand(page);
  await tabTo(page, `button[value=${decision}]`);
  await page.keyboard.press('Enter');
}

test('a person lets an app in by keyboard alone, and the app gets, refreshes and gives back its tokens', async () => {
  const { answer, checks } = await authorize(async (page) => {
    await expectAccessible(page);
    expect(await textOf(page, 'h1')).toBe('Connect ODAVL CLI');
    await logInByHand(page);
    await expectAccessible(page);
    expect(await textOf(page, '#decide ul')).toContain('create and update projects');
    expect(await textOf(page, '#organization')).toContain('Analytical Engines');
    await tabTo(page, 'button[value=allow]');
    await page.keyboard.press('Enter');
  });
  const tokens = await oidc.authorizationCodeGrant(config, answer, checks);
  expect(tokens.claims()).toMatchObject({ sub: person.userId, aud: 'odavl-cli', amr: ['pwd'] });
  const claims = await oidc.fetchUserInfo(config, tokens.access_token, person.userId);
  expect(claims).toMatchObject({ email: person.email, email_verified: true, name: 'Ada' });
  const jwks = createRemoteJWKSet(new URL(String(config.serverMetadata().jwks_uri)));
  const { payload } = await jwtVerify(tokens.access_token, jwks, {
    ...{ issuer: platform.ready.url, audience: platform.ready.url, typ: 'at+jwt', algorithms: ['ES256'] },
  });
  expect(payload).toMatchObject({ sub: person.userId, org: person.orgId, client_id: 'odavl-cli' });
  const api = person.client.with(tokens.access_token);
  expect((await api.post('/v1/projects', { name: 'By the app' })).status).toBe(201);
  expect((await api.get('/v1/api-keys')).status).toBe(403);
  const next = await oidc.refreshTokenGrant(config, z.string().parse(tokens.refresh_token));
  expect((await person.client.with(next.access_token).get('/v1/projects')).status).toBe(200);
  await oidc.tokenRevocation(config, z.string().parse(next.refresh_token));
  await expect(oidc.refreshTokenGrant(config, z.string().parse(next.refresh_token))).rejects.toMatchObject({
    error: 'invalid_grant',
  });
});

test('a person says no, and the app hears it', async () => {
  const { answer, checks } = await authorize((page) => choose(page, 'deny'));
  await expect(oidc.authorizationCodeGrant(config, answer, checks)).rejects.toMatchObject({ error: 'access_denied' });
});

test('a person goes back without logging in', async () => {
  const { answer, checks } = await authorize(async (page) => {
    await tabTo(page, '#cancel');
    await page.keyboard.press('Enter');
  });
  await expect(oidc.authorizationCodeGrant(config, answer, checks)).rejects.toMatchObject({ error: 'access_denied' });
});

test('a downgrade of PKCE never gets as far as the page', async () => {
  const { answer, checks } = await authorize(async () => undefined, { code_challenge_method: 'plain' });
  await expect(oidc.authorizationCodeGrant(config, answer, checks)).rejects.toMatchObject({ error: 'invalid_request' });
});

test('a code is worth nothing to whoever has not the verifier', async () => {
  const { answer, checks } = await authorize((page) => choose(page, 'allow'));
  const stolen = { ...checks, pkceCodeVerifier: oidc.randomPKCECodeVerifier() };
  await expect(oidc.authorizationCodeGrant(config, answer, stolen)).rejects.toMatchObject({ error: 'invalid_grant' });
  expect(await oidc.authorizationCodeGrant(config, answer, checks)).toHaveProperty('access_token');
});

test('the log-in of the page ends with the decision', async () => {
  const Sessions = z.object({ items: z.array(z.object({ clientId: z.string().optional() })) });
  const own = async () => {
    const { items } = (await person.client.get('/v1/auth/sessions')).as(Sessions);
    return items.filter(({ clientId }) => clientId === undefined).length;
  };
  const before = await own();
  await authorize((page) => choose(page, 'deny'));
  expect(await own()).toBe(before);
});

test('an app that is not registered for an address is told on the page, and nobody is sent there', async () => {
  const page = await browser.newPage();
  const evil = { redirect_uri: 'https://evil.example/callback', code_challenge_method: 'S256', code_challenge: 'x' };
  const reply = await page.goto(oidc.buildAuthorizationUrl(config, evil).href);
  expect(reply?.status()).toBe(400);
  expect(new URL(page.url()).origin).toBe(platform.ready.url);
  await expectAccessible(page);
  await page.close();
});

test('a service account gets a token, and asks what a token means', async () => {
  const body = { kind: 'service-account', name: 'Nightly', scopes: ['projects:read'] };
  const made = (await person.client.post('/v1/oauth-clients', body)).as(
    z.object({ client: z.object({ id: z.string() }), secret: z.string() }),
  );
  const account = await discover(made.client.id, oidc.ClientSecretBasic(made.secret));
  const { access_token } = await oidc.clientCredentialsGrant(account, { scope: 'projects:read' });
  expect((await person.client.with(access_token).get('/v1/projects')).status).toBe(200);
  expect(await oidc.tokenIntrospection(account, access_token)).toMatchObject({ active: true, scope: 'projects:read' });
});
