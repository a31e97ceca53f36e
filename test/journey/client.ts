import { vi } from 'vitest';
import * as z from 'zod';

export interface Answer {
  readonly status: number;
  readonly headers: Headers;
  readonly text: string;
  /** The body, parsed; fails the test when it is not what the schema says. */
  as<Schema extends z.ZodType>(schema: Schema): z.output<Schema>;
}

export const Problem = z.object({
  type: z.url(),
  title: z.string(),
  status: z.number(),
  code: z.string(),
  detail: z.string(),
  requestId: z.string(),
  errors: z.array(z.object({ path: z.string(), message: z.string() })).optional(),
});

/** What a client of the API does: a request with an optional credential. */
export class Client {
  readonly url: string;
  readonly credential: string | undefined;
  constructor(url: string, credential?: string) {
    this.url = url;
    this.credential = credential;
  }

  with(credential: string): Client {
    return new Client(this.url, credential);
  }

  get(path: string, headers: Record<string, string> = {}): Promise<Answer> {
    return this.send('GET', path, undefined, headers);
  }

  post(path: string, body?: unknown, headers: Record<string, string> = {}): Promise<Answer> {
    return this.send('POST', path, body === undefined ? undefined : JSON.stringify(body), headers);
  }

  async send(method: string, path: string, body?: string, headers: Record<string, string> = {}): Promise<Answer> {
    const reply = await fetch(this.url + path, {
      method,
      redirect: 'manual',
      headers: {
        ...(body !== undefined && { 'content-type': 'application/json' }),
        ...(this.credential && { authorization: `Bearer ${this.credential}` }),
        ...headers,
      },
      ...(body !== undefined && { body }),
    });
    const text = await reply.text();
    return {
      status: reply.status,
      headers: reply.headers,
      text,
      as: (schema) => schema.parse(JSON.parse(text)),
    };
  }

  /** The code of a problem+json answer. */
  static problem(answer: Answer): z.output<typeof Problem> {
    return answer.as(Problem);
  }
}

const Mail = z.object({ to: z.string(), subject: z.string(), text: z.string(), links: z.array(z.url()) });

export interface Account {
  readonly email: string;
  readonly password: string;
  readonly orgId: string;
  readonly userId: string;
  readonly client: Client;
}

const Tokens = z.object({
  accessToken: z.string(),
  refreshToken: z.string(),
  tokenType: z.literal('Bearer'),
  expiresIn: z.number(),
});

/** What was mailed to this address, newest first. */
export async function mailsTo(client: Client, email: string): Promise<z.output<typeof Mail>[]> {
  const { items } = (await client.get('/_local/outbox')).as(z.object({ items: z.array(Mail) }));
  return items.filter(({ to }) => to === email);
}

/** Of the newest mail to this address whose link leads to this page. */
export async function mailedToken(client: Client, email: string, page = '/verify-email'): Promise<string> {
  return vi.waitFor(
    async () => {
      const links = (await mailsTo(client, email)).flatMap((mail) => mail.links.map((link) => new URL(link)));
      return z.string().parse(links.find(({ pathname }) => pathname === page)?.searchParams.get('token'));
    },
    { timeout: 10_000, interval: 50 },
  );
}

export async function logIn(
  client: Client,
  email: string,
  password: string,
  organizationId?: string,
): Promise<z.output<typeof Tokens>> {
  const where = organizationId !== undefined && { organizationId };
  return (await client.post('/v1/auth/login', { email, password, ...where })).as(Tokens);
}

let accounts = 0;

/** Signs up, opens the mail, logs in. */
export async function newAccount(url: string): Promise<Account> {
  const client = new Client(url);
  accounts += 1;
  const email = `person-${accounts}-${crypto.randomUUID().slice(0, 8)}@example.com`;
  const password = 'correct horse battery staple';
  const signedUp = (
    await client.post('/v1/auth/signup', { email, password, name: 'Ada', organizationName: 'Analytical Engines' })
  ).as(z.object({ user: z.object({ id: z.string() }), organization: z.object({ id: z.string() }) }));
  await client.post('/v1/auth/verify-email', { token: await mailedToken(client, email) });
  const { accessToken } = await logIn(client, email, password);
  const { user, organization } = signedUp;
  return { email, password, userId: user.id, orgId: organization.id, client: client.with(accessToken) };
}

/** Takes somebody into the organization of somebody else, by the mailed link. Their client works there afterwards. */
export async function join(boss: Account, guest: Account, role: string): Promise<Account> {
  const anybody = new Client(boss.client.url);
  await boss.client.post('/v1/invitations', { email: guest.email, role });
  await guest.client.post('/v1/invitations/accept', { token: await mailedToken(anybody, guest.email, '/invitation') });
  const { accessToken } = await logIn(anybody, guest.email, guest.password, boss.orgId);
  return { ...guest, orgId: boss.orgId, client: anybody.with(accessToken) };
}

export async function newProject(client: Client, name = 'Website'): Promise<string> {
  return (await client.post('/v1/projects', { name })).as(z.object({ id: z.string() })).id;
}

export async function newApiKey(client: Client, scopes: readonly string[]): Promise<{ id: string; secret: string }> {
  const made = (await client.post('/v1/api-keys', { name: 'CI', scopes })).as(
    z.object({ apiKey: z.object({ id: z.string() }), secret: z.string() }),
  );
  return { id: made.apiKey.id, secret: made.secret };
}

/**
 * For what holds everywhere only once nobody remembers how it was: each instance of the authorizer remembers for 30 seconds,
 * which go by at once.
 */
export async function forget(url: string): Promise<void> {
  const answer = await new Client(url).post('/_local/clock', { advanceSeconds: 31 });
  if (answer.status !== 200) throw new Error(`The clock does not move: ${answer.text}`);
}

/** It is ahead of ours when a test has moved it. */
export async function platformTime(url: string): Promise<Date> {
  const { now } = (await new Client(url).get('/_local/clock')).as(z.object({ now: z.iso.datetime() }));
  return new Date(now);
}

/** Requests at the same time meet different instances. */
export const remembered = { timeout: 10_000, interval: 250 };
export async function everywhere(ask: () => Promise<Answer>): Promise<number[]> {
  const answers = await Promise.all([ask(), ask(), ask()]);
  return [...new Set(answers.map(({ status }) => status))];
}
