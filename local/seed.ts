import { randomBytes } from 'node:crypto';
import { existsSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { z } from 'zod';

const Demo = z.object({
  url: z.string(),
  email: z.string(),
  password: z.string(),
  apiKey: z.string(),
  projectId: z.string(),
});
/** The demo account, as `--ready-file` tells it. */
export type Demo = z.infer<typeof Demo>;

const Outbox = z.object({ items: z.array(z.object({ to: z.string(), links: z.array(z.string()) })) });

/**
 * Signs the demo account up through the API itself, once per state; so a ready runtime has proved sign-up, mail, log-in,
 * projects and keys. A restart finds the account in the state folder.
 */
export async function seed(url: string, stateDirectory: string): Promise<Demo> {
  const file = join(stateDirectory, 'demo.json');
  if (existsSync(file)) return { ...Demo.parse(JSON.parse(readFileSync(file, 'utf8'))), url };
  const email = `demo-${randomBytes(3).toString('hex')}@example.com`;
  const password = randomBytes(12).toString('base64url');
  await call(url, 'POST', '/v1/auth/signup', { email, password, name: 'Demo', organizationName: 'Demo' });
  await call(url, 'POST', '/v1/auth/verify-email', { token: await mailedToken(url, email) });
  const { accessToken } = z
    .object({ accessToken: z.string() })
    .parse(await call(url, 'POST', '/v1/auth/login', { email, password }));
  const project = z
    .object({ id: z.string() })
    .parse(await call(url, 'POST', '/v1/projects', { name: 'Demo project' }, accessToken));
  const { secret } = z
    .object({ secret: z.string() })
    .parse(await call(url, 'POST', '/v1/api-keys', { name: 'Demo key', scopes: ['admin'] }, accessToken));
  const demo = { url, email, password, apiKey: secret, projectId: project.id };
  writeWhole(file, demo);
  return demo;
}

/** A reader sees the whole file or none. */
export function writeWhole(file: string, content: unknown): void {
  writeFileSync(`${file}.tmp`, JSON.stringify(content, null, 2), { mode: 0o600 });
  renameSync(`${file}.tmp`, file);
}

/** The mail goes through the bus and a queue, so it comes a moment later. */
async function mailedToken(url: string, email: string): Promise<string> {
  for (const deadline = Date.now() + 20_000; Date.now() < deadline; await wait(20)) {
    const { items: mails } = Outbox.parse(await call(url, 'GET', '/_local/outbox'));
    const link = mails.find(({ to }) => to === email)?.links[0];
    const token = link && new URL(link).searchParams.get('token');
    if (token) return token;
  }
  throw new Error(`The verification mail for ${email} did not arrive.`);
}

async function call(url: string, method: string, path: string, body?: unknown, token?: string): Promise<unknown> {
  const reply = await fetch(url + path, {
    method,
    headers: {
      ...(body !== undefined && { 'content-type': 'application/json' }),
      ...(token && { authorization: `Bearer ${token}` }),
    },
    ...(body !== undefined && { body: JSON.stringify(body) }),
  });
  const text = await reply.text();
  if (!reply.ok) throw new Error(`${method} ${path} answered ${reply.status}: ${text}`);
  return JSON.parse(text);
}
