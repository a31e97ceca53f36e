import { describe, it } from 'vitest';
import { detector } from '../../../../../engines/insight/detectors/network/detector.ts';
import { expectMarked } from '../../syntax/marked-lines.ts';

describe('the network detector', () => {
  it('tells of requests that may take for ever', () =>
    expectMarked(
      detector,
      `
import axios from 'axios';
import got from 'got';
import { request } from 'node:https';
const headers = { accept: 'x' };
export async function f(url: string, body: unknown) {
  await fetch(url); //! no-timeout
  await fetch('https://a.dev/x', { method: 'POST', headers }); //! no-timeout
  await fetch(new URL('/x', url), { ...headers }); //! no-timeout
  await axios.get(url); //! no-timeout
  await axios.post(url, body); //! no-timeout
  await axios({ url, method: 'get' }); //! no-timeout
  await got(url, { json: body }); //! no-timeout
  request('https://a.dev', (answer) => answer.resume()).end(); //! no-timeout
}
`,
    ));

  it('leaves alone those with a limit, and those whose options come from elsewhere', () =>
    expectMarked(
      detector,
      `
import axios from 'axios';
import got from 'got';
import { request } from 'node:https';
import { fetch as limited } from './fetch.ts';
const init = { signal: AbortSignal.timeout(1_000) };
const changed = { method: 'GET' };
changed.signal = controller.signal;
export async function f(url: string, options: RequestInit, signal: AbortSignal, req: Request) {
  await fetch(url, { signal });
  await fetch(url, init);
  await fetch(url, changed);
  await fetch(url, options);
  await fetch(url, { method: 'POST', ...options });
  await fetch(req);
  await fetch(req.clone(), { headers: {} });
  await fetch(event.request, { headers: {} });
  await fetch(new Request(url, { signal }));
  await fetch(...arguments);
  await Promise.race([fetch(url), sleep(1_000)]);
  await axios.get(url, { timeout: 1_000 });
  await axios.post(url, {}, { signal });
  await got(url, { timeout: { request: 1_000 } });
  await limited(url);
  const sent = request(url);
  sent.setTimeout(1_000);
}
function g(fetch: (url: string) => void) { fetch('a'); }
`,
    ));

  it('knows a limit that is set for all', () =>
    expectMarked(
      detector,
      `import axios from 'axios'; axios.defaults.timeout = 1_000; export const f = (url) => axios.get(url);`,
    ));

  it('tells of requests whose failure nobody hears of', () =>
    expectMarked(
      detector,
      `
import { useEffect } from 'react';
export function A({ url, signal }) {
  fetch(url, { signal }).then((answer) => use(answer)); //! unhandled-request
  button.addEventListener('click', async () => { await fetch(url, { signal }); }); //! unhandled-request
  setInterval(async () => { await fetch(url, { signal }); }, 1_000); //! unhandled-request
  useEffect(() => { (async () => { await fetch(url, { signal }); })(); }, []); //! unhandled-request
  return <button onClick={async () => { await fetch(url, { signal }); }} />; //! unhandled-request
}
`,
      'src/a.tsx',
    ));

  it('leaves alone those that are caught, returned, or awaited by somebody', () =>
    expectMarked(
      detector,
      `
export async function f(url, signal) {
  fetch(url, { signal }).then(use).catch(report);
  fetch(url, { signal }).then(use, report);
  const answer = await fetch(url, { signal });
  button.addEventListener('click', async () => { try { await fetch(url, { signal }); } catch (error) { report(error); } });
  button.on('click', async () => { await fetch(url, { signal }).catch(report); });
  await Promise.all(list.map(async (each) => { await fetch(each, { signal }); }).slice(0, 5));
  app.get('/', async (c) => { await fetch(url, { signal }); });
  return fetch(url, { signal }).then(use);
}
`,
    ));

  it('tells of answers whose status nobody looks at', () =>
    expectMarked(
      detector,
      `
export async function f(url, signal) {
  const answer = await fetch(url, { signal });
  use(await answer.json()); //! response-not-checked
  const text = await (await fetch(url, { signal })).text(); //! response-not-checked
  return fetch(url, { signal }).then((response) => response.json()); //! response-not-checked
}
`,
    ));

  it('leaves answers alone that are checked, or given to who may check them', () =>
    expectMarked(
      detector,
      `
export async function f(url, signal) {
  const a = await fetch(url, { signal });
  if (!a.ok) throw new Error(a.statusText);
  use(await a.json());
  const b = await fetch(url, { signal });
  check(b);
  use(await b.json());
  const { ok, status } = await fetch(url, { signal });
  const c = await fetch(url, { signal });
  use(c.status === 404 ? undefined : await c.json());
  await fetch(url, { signal }).then(check).then((response) => response.json());
  await fetch(url, { signal }).then((response) => (response.ok ? response.json() : undefined));
  const d = await load(url);
  return d.json();
}
`,
    ));

  it('tells of as many requests at once as a list is long', () =>
    expectMarked(
      detector,
      `
export async function f(urls, signal) {
  await Promise.all(urls.map((url) => fetch(url, { signal }))); //! unbounded-concurrency
  const sent = urls.map(async (url) => { const answer = await fetch(url, { signal }); return answer.status; });
  await Promise.allSettled(sent); //! unbounded-concurrency
}
`,
    ));

  it('leaves alone lists that are written down, slices, and what waits for its turn', () =>
    expectMarked(
      detector,
      `
const mirrors = ['https://a.dev', 'https://b.dev'];
export async function f(urls, batch, signal) {
  await Promise.all(mirrors.map((url) => fetch(url, { signal })));
  await Promise.all(urls.slice(0, 10).map((url) => fetch(url, { signal })));
  await Promise.all(batch.map((url) => fetch(url, { signal })));
  await Promise.all(urls.map((url) => limit(() => fetch(url, { signal }))));
  await Promise.all(urls.map(async (url) => { await semaphore.acquire(); return fetch(url, { signal }); }));
  await Promise.all(urls.map((url) => readFile(url)));
  await Promise.all([fetch(mirrors[0], { signal })]);
}
`,
    ));

  it('tells of addresses without encryption', () =>
    expectMarked(
      detector,
      `
const a = 'http://api.acme.dev/v1'; //! http-url
const b = \`http://api.acme.dev/\${id}\`; //! http-url
const c = { base: "http://user:word@acme.dev:8080" }; //! http-url
`,
    ));

  it('leaves alone what is local, a name of a vocabulary, or only compared', async () => {
    await expectMarked(
      detector,
      `
const all = ['http://localhost:3000', 'http://127.0.0.1', 'http://[::1]/', 'http://0.0.0.0', 'http://192.168.1.1/a'];
const more = ['http://api:8080', 'http://db.internal', 'http://printer.local', 'http://example.com/a', 'http://x.test'];
const svg = 'http://www.w3.org/2000/svg';
const xsd = { 'http://a.dev/x': 1, $schema: 'http://json-schema.org/draft-07/schema#' };
const meta = 'http://169.254.169.254/latest';
const own = [\`http://\${host}/\`, \`http://api.\${zone}/\`, 'http://', 'https://acme.dev', 'see http://acme.dev'];
if (url.startsWith('http://acme.dev')) use(url.replace('http://acme.dev', ''));
if (url === 'http://acme.dev') use(new URL(path, 'http://base.acme.dev').pathname);
const picture = <svg xmlns="http://www.w3.org/2000/svg" />;
`,
      'src/a.tsx',
    );
    await expectMarked(detector, "const a = 'http://acme.dev';", 'test/a.ts');
  });
});
