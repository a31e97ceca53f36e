import { describe, it } from 'vitest';
import { detector } from '../../../../../engines/insight/detectors/performance/detector.ts';
import { expectMarked } from '../../syntax/marked-lines.ts';

describe('the performance detector, of waiting', () => {
  it('tells of a query for each element of a list', () =>
    expectMarked(
      detector,
      `
export async function f(orders, db) {
  for (const order of orders) {
    order.user = await db.query('select * from users where id = $1', [order.userId]); //! n-plus-one
  }
  for (const order of orders) await fetch('https://api.acme.dev/' + order.id); //! n-plus-one
  await Promise.all(orders.map((order) => prisma.user.findUnique({ where: { id: order.userId } }))); //! n-plus-one
  for (let i = 0; i < orders.length; i++) use(await this.userRepository.findOne(orders[i].userId)); //! n-plus-one
}
`,
    ));

  it('leaves alone pages, batches, retries, queries about all, and maps that are asked', () =>
    expectMarked(
      detector,
      `
export async function f(orders, db, chunks) {
  while (cursor) cursor = await db.query('select', [cursor]);
  for (const chunk of chunks) await db.query('select', [chunk]);
  for (let attempt = 0; attempt < 3; attempt++) await db.query('select', [attempt]);
  for (const order of orders) use(cache.get(order.id));
  for (const order of orders) await queue.add(order);
  for (const name of ['a', 'b']) await db.query('drop table ' + name);
  const users = await db.query('select', [orders.map((order) => order.userId)]);
  for (const order of orders) use(users.find((user) => user.id === order.userId));
  for await (const row of db.stream()) await db.query('x', [row.id]);
}
`,
    ));

  it('tells of a loop whose turns wait for nothing of each other', () =>
    expectMarked(
      detector,
      `
export async function f(paths) {
  const all = [];
  for (const path of paths) all.push(await readFile(path)); //! await-in-loop
  for (const path of paths) {
    const size = await getSize(path); //! await-in-loop
    sizes[path] = size;
  }
}
`,
    ));

  it('leaves alone turns that depend on each other, end early, write, or wait on purpose', () =>
    expectMarked(
      detector,
      `
export async function f(paths) {
  let last; let total = 0;
  for (const path of paths) last = await loadAfter(path, last);
  for (const path of paths) { const x = await readFile(path); total += x.length; }
  for (const path of paths) { const x = await readFile(path); if (x) return x; }
  for (const path of paths) { const x = await readFile(path); if (x) break; }
  for (const path of paths) { const x = await writeFile(path); use(x); }
  for (const path of paths) await readFile(path);
  for (const path of paths) { try { use(await readFile(path)); } catch { log(path); } }
  for (const path of paths) { const x = await page.getText(path); use(x); }
  for (const path of ['a', 'b']) { const x = await readFile(path); use(x); }
  for await (const path of paths) { const x = await readFile(path); use(x); }
  for (;;) { const x = await loadNext(); use(x); }
  const context = [];
  for (const path of paths) { const x = await loadStep(path, context); context.push(x); }
  await Promise.all(paths.map(async (path) => readFile(path)));
}
export async function* g(paths) { for (const path of paths) { const x = await readFile(path); yield x; } }
`,
    ));

  it('tells of reads that wait for each other without need', () =>
    expectMarked(
      detector,
      `
export async function f(id) {
  const user = await getUser(id); //! sequential-await
  const { posts } = await loadPosts(id);
  const tags = await fetch('/tags');
  return { user, posts, tags };
}
`,
    ));

  it('leaves alone what builds on what was read, writes, or goes through one connection', () =>
    expectMarked(
      detector,
      `
export async function f(id, client) {
  const user = await getUser(id);
  const posts = await loadPosts(user.id);
  const made = await createPost(id);
  const again = await getPost(id);
  if (!again) return undefined;
  const tags = await getTags(id);
  use(tags);
  const before = await getState();
  const after = await getState();
  use(before, after);
  const a = await client.getA();
  const b = await client.getB();
  use(a, b);
  const c = await fetch('/c', { method: 'POST' });
  const d = await fetch('/d');
  const [e, g] = await Promise.all([getE(), getG()]);
}
`,
    ));

  it('tells of what blocks a server while it answers', () =>
    expectMarked(
      detector,
      `
import express, { Router } from 'express';
import { createServer } from 'node:http';
import { readFileSync, existsSync } from 'node:fs';
import { execSync as sh } from 'child_process';
const app = express();
const routes = Router();
app.get('/', (req, res) => res.send(readFileSync('a'))); //! sync-io-in-handler
routes.post('/', async (ctx) => { ctx.body = sh('ls'); }); //! sync-io-in-handler
app.use((q, s, next) => { if (existsSync('b')) next(); }); //! sync-io-in-handler
createServer((incoming, outgoing) => { outgoing.end(readFileSync('c')); }); //! sync-io-in-handler
app.get('/named', named);
function named(a, b) { [1].forEach(() => readFileSync('d')); } //! sync-io-in-handler
export function typed(r: Request, res: Response) { readFileSync('e'); } //! sync-io-in-handler
export function byName(req, res) { readFileSync('f'); } //! sync-io-in-handler
`,
    ));

  it('leaves alone what runs once, scripts, and functions that answer nobody', async () => {
    await expectMarked(
      detector,
      `
import express from 'express';
import { readFileSync, promises } from 'node:fs';
const app = express();
const page = readFileSync('page.html');
app.get('/', async (req, res) => res.send(await promises.readFile('a')));
app.set('view', readFileSync('b'));
function load(path, options) { return readFileSync(path); }
cache.get('key', () => readFileSync('c'));
app.get('/d', cached(page));
export const handler = async (event) => readFileSync('e');
export function compare(request: Plan, response: Plan) { return readFileSync('f'); }
`,
    );
    await expectMarked(
      detector,
      "import fs from 'fs'; export function f(req, res) { fs.readFileSync('a'); }",
      'scripts/serve.ts',
    );
  });
});
