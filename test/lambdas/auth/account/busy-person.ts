import * as z from 'zod';
import type { LinkPurpose } from '../../../../lambdas/auth/link/link.ts';
import { newLinkToken } from '../../../../lambdas/auth/link/link-token.ts';
import { createPasskeyStore } from '../../../../lambdas/auth/passkey/store.ts';
import { authorize } from '../../../../lambdas/auth/token/authorize.ts';
import { newId } from '../../../../shared/id.ts';
import { type Asked, bodyOf, httpEvent } from '../../../shared/http-event.ts';
import { presented, Tokens } from '../auth-world.ts';
import type { AccountWorld, Person } from './account-world.ts';

/** What must not be found of a person who is gone. */
export const traces = {
  ...{ name: 'Augusta Ada Byron', renamed: 'Countess of Lovelace', password: 'correct horse battery staple' },
  ...{ ip: '203.0.113.77', userAgent: 'AnalyticalEngine/1.0 (Ockham)' },
};

const WithId = z.looseObject({ id: z.string() });

/** Somebody with an address, a name and a network of their own, who uses the service over HTTP. */
export async function startBusyPerson(world: AccountWorld, tag: string) {
  const addresses = [`ada-${tag}@lovelace.example`, `countess-${tag}@lovelace.example`];
  const [email = '', secondEmail = ''] = addresses;
  let credential: string | undefined;

  const ask = async (asked: Asked & { credential?: string }) => {
    const { ip, userAgent } = traces;
    const bearer = asked.credential ?? credential;
    const seen = presented(`Bearer ${bearer}`, world.clock.now, {
      routeKey: asked.routeKey,
      source: { ip, userAgent },
    });
    const authorizer = bearer && (await authorize({ deps: world.authorizerDeps, input: seen }));
    const event = httpEvent({ ...asked, ...(authorizer && { authorizer }) });
    Object.assign(event.requestContext.http, { sourceIp: ip, userAgent });
    const reply = await world.handle(event);
    world.clock.now += 1;
    return reply;
  };
  const must = async (routeKey: string, body?: unknown, params?: Record<string, string>) => {
    const reply = await ask({ routeKey, ...(body !== undefined && { body }), ...(params && { params }) });
    if (Number(reply.statusCode) >= 400) throw new Error(`${routeKey}: ${reply.statusCode} ${reply.body}`);
    return reply;
  };
  const made = async (routeKey: string, body: unknown) => WithId.parse(bodyOf(await must(routeKey, body)));
  /** The token that the mailer would have put into a mail. */
  const link = async (purpose: LinkPurpose, subject: string, about?: string) => {
    const { token, hash } = newLinkToken();
    await world.links.put(hash, { purpose, subject, ...(about && { about }), expiresAt: world.clock.now + 3_600_000 });
    return token;
  };
  const logIn = async (address: string) => {
    credential = undefined;
    const reply = await must('POST /v1/auth/login', { email: address, password: traces.password });
    credential = Tokens.parse(bodyOf(reply)).accessToken;
  };

  const signUp = { email, password: traces.password, name: traces.name, organizationName: 'Engines' };
  const { user, organization } = z
    .object({ user: WithId, organization: WithId })
    .parse(bodyOf(await must('POST /v1/auth/signup', signUp)));
  await must('POST /v1/auth/verify-email', { token: await link('verify-email', user.id) });
  await ask({ routeKey: 'POST /v1/auth/login', body: { email, password: 'something wrong' } });
  await logIn(email);
  return {
    ...{ addresses, email, secondEmail, userId: user.id, orgId: organization.id },
    ask,
    must,
    made,
    link,
    logIn,
  };
}

export type BusyPerson = Awaited<ReturnType<typeof startBusyPerson>>;

/** Everything that leaves something behind: profile, keys, applications, rules, teams, invitations, second factors. */
export async function doEverything(world: AccountWorld, ada: BusyPerson, friend: Person): Promise<void> {
  const { must, made, userId, orgId } = ada;
  await world.table.update({ pk: `ORG#${orgId}`, sk: 'ORG' }, { set: { plan: 'enterprise' } });
  await ada.logIn(ada.email);
  await must('PATCH /v1/me', { name: traces.renamed });
  await must('POST /v1/me/email', { email: ada.secondEmail, password: traces.password });
  const wish = WithId.parse(await world.table.get(WithId, { pk: `USER#${userId}`, sk: 'EMAIL-CHANGE' }));
  await must('POST /v1/auth/confirm-email', { token: await ada.link('confirm-email-change', userId, wish.id) });
  await made('POST /v1/projects', { name: 'Notes' });
  const key = z
    .object({ apiKey: WithId, secret: z.string() })
    .parse(bodyOf(await must('POST /v1/api-keys', { name: 'CI', scopes: ['admin'] })));
  await ada.ask({ routeKey: 'GET /v1/projects', credential: key.secret });
  await must('POST /v1/oauth-clients', { kind: 'service-account', name: 'robot', scopes: ['insight:read'] });
  const team = await made('POST /v1/teams', { name: 'Mill' });
  await must('PUT /v1/teams/{id}/members/{userId}', undefined, { id: team.id, userId });
  await must('POST /v1/invitations', { email: 'babbage@example.com', role: 'viewer' });
  await world.join(orgId, friend, 'admin');
  await addPasskey(world, userId);
  await must('POST /v1/auth/mfa/totp/enroll', { password: traces.password });
  await must('POST /v1/auth/password/forgot', { email: ada.secondEmail });
  await must('GET /v1/me/export');
  await must('POST /v1/organizations', { name: 'A second one' });
}

async function addPasskey(world: AccountWorld, userId: string): Promise<void> {
  const createdAt = new Date(world.clock.now).toISOString();
  const passkey = { id: newId('passkey', world.clock.now), name: 'Phone', isBackedUp: false, createdAt, userId };
  const how = { credentialId: newId('passkey', world.clock.now), publicKey: 'AA', counter: 0, transports: [] };
  await createPasskeyStore(world.client, world.table).add({ ...passkey, ...how }, []);
}
