import { randomUUID } from 'node:crypto';
import * as z from 'zod';
import { Client } from './client.ts';
import { until } from './until.ts';

export type Plan = 'free' | 'pro' | 'enterprise';

/** A customer with an API key for everything. */
export interface Tenant {
  readonly name: string;
  readonly plan: Plan;
  readonly orgId: string;
  readonly projectId: string;
  readonly client: Client;
}

/** What is left of a tenant when its platform has stopped. */
export type Registered = Omit<Tenant, 'client'> & { readonly apiKey: string };

export function tenantAt(url: string, { apiKey, ...registered }: Registered): Tenant {
  return { ...registered, client: new Client(url, apiKey) };
}

const password = 'correct horse battery staple';
const scopes = ['guardian:read', 'guardian:write', 'webhooks:write', 'admin'];
const Id = z.object({ id: z.string() });
const Me = z.object({ organization: z.object({ id: z.string(), plan: z.string() }) });
const Mails = z.object({ items: z.array(z.object({ to: z.string(), links: z.array(z.url()) })) });

/** Signs up, confirms the address, gets on the plan as billing will have it, and makes a project and a key. */
export async function register(url: string, name: string, plan: Plan): Promise<Registered> {
  const anybody = new Client(url);
  const email = `${name}-${randomUUID().slice(0, 8)}@example.com`;
  await anybody.must('POST', '/v1/auth/signup', { email, password, name: 'Ada', organizationName: name });
  const token = await until('the mail', async () => {
    const { items } = (await anybody.must('GET', '/_local/outbox')).as(Mails);
    const links = items.filter(({ to }) => to === email).flatMap((mail) => mail.links);
    return links.map((link) => new URL(link).searchParams.get('token')).find((each) => each !== null);
  });
  await anybody.must('POST', '/v1/auth/verify-email', { token });
  const logIn = async () => {
    const tokens = await anybody.must('POST', '/v1/auth/login', { email, password });
    return new Client(url, tokens.as(z.object({ accessToken: z.string() })).accessToken);
  };
  const first = await logIn();
  const orgId = (await first.must('GET', '/v1/me')).as(Me).organization.id;
  if (plan !== 'free') {
    const event = { type: 'billing.subscription.changed.v1', orgId, data: { plan } };
    await anybody.must('POST', '/_local/events', event);
    await until(
      'the plan',
      async () => (await first.must('GET', '/v1/me')).as(Me).organization.plan === plan || undefined,
    );
  }
  // The authorizer remembers the old plan of the first token.
  const person = await logIn();
  const projectId = (await person.must('POST', '/v1/projects', { name: 'Website' })).as(Id).id;
  const key = (await person.must('POST', '/v1/api-keys', { name: 'CI', scopes })).as(z.object({ secret: z.string() }));
  return { name, plan, orgId, projectId, apiKey: key.secret };
}
