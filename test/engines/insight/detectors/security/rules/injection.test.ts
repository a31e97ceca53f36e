// biome-ignore-all lint/suspicious/noTemplateCurlyInString: these are lines of code that is looked at.
import { expect, it } from 'vitest';
import { inHandler, type RuleCase, toldOf } from './kit.ts';

const childProcess = `import { exec, execFile, spawn } from 'node:child_process';`;
const fs = `import fs from 'node:fs'; import path from 'node:path';`;

const cases: Readonly<Record<string, RuleCase>> = {
  'sql-injection critical 92': {
    bad: [
      inHandler('db.query(`select * from users where id = ${req.params.id}`);'),
      inHandler(
        `const { name } = req.query; const sql = "select * from users where name = '" + name + "'"; db.execute(sql);`,
      ),
      inHandler('let sql = "delete from users"; sql += ` where id = ${req.body.id}`; await pool.query(sql);'),
      inHandler('prisma.$queryRawUnsafe(`select * from users order by ${req.query.sort}`);'),
      inHandler('for (const id of req.body.ids) db.run(`delete from users where id = ${id}`);'),
    ],
    good: [
      inHandler('db.query("select * from users where id = ?", [req.params.id]);'),
      inHandler('db.query(`select * from users where id = ${Number(req.params.id)}`);'),
      inHandler('prisma.$queryRaw`select * from users where id = ${req.params.id}`;'),
      inHandler(
        'const sort = req.query.sort; if (!["name", "age"].includes(sort)) return; db.query(`select * from users order by ${sort}`);',
      ),
      inHandler(
        'const marks = req.body.ids.map(() => "?").join(); db.query(`select * from users where id in (${marks})`, req.body.ids);',
      ),
      'const table = "users"; db.query(`select * from ${table} where id = 1`);',
      inHandler('cache.get(`user:${req.params.id}`);'),
      inHandler('const { id } = Query.parse(req.query); db.query(`select * from users where id = ${id}`);'),
    ],
  },
  'sql-injection medium 50': {
    bad: [
      'function find(db, id) { return db.query(`select * from users where id = ${id}`); }',
      `const find = (name) => db.execute("select * from users where name = '" + name + "'");`,
    ],
    good: [
      'function find(db, id: number) { return db.query(`select * from users where id = ${id}`); }',
      'function count(db, table) { return db.query(`select count(*) from ${table}`); }',
    ],
  },
  'command-injection critical 93': {
    bad: [
      childProcess + inHandler('exec("ls " + req.query.dir);'),
      childProcess + inHandler('const command = `tar xf ${req.body.file}`; exec(command);'),
      childProcess + inHandler('spawn("git clone " + req.body.url, { shell: true });'),
    ],
    good: [
      childProcess + inHandler('execFile("ls", [req.query.dir]);'),
      childProcess + inHandler('exec("ls /tmp");'),
      childProcess + inHandler('/a(b)/.exec(req.query.dir);'),
    ],
  },
  'command-injection medium 50': {
    bad: [
      `${childProcess} export const list = (dir) => exec(\`ls \${dir}\`);`,
      `const cp = require('child_process'); function run(name) { cp.execSync('npm view ' + name); }`,
    ],
    good: [
      `${childProcess} export const run = (command) => exec(command);`,
      `${childProcess} const dir = 'src'; exec(\`ls \${dir}\`);`,
    ],
  },
  'code-injection critical 95': {
    bad: [
      inHandler('eval(req.body.code);'),
      `eval(location.hash.slice(1));`,
      `import vm from 'node:vm'; ${inHandler('vm.runInNewContext(req.body.code, {});')}`,
      inHandler('new Function("x", req.query.f)(1);'),
    ],
    good: [`eval('1 + 1');`, inHandler('JSON.parse(req.body.code);'), `const run = new Function('return this');`],
  },
  'code-injection medium 60': {
    bad: [
      'export const run = (code) => eval(code);',
      'export const later = (name) => setTimeout(`start(${name})`, 10);',
    ],
    good: ['export const later = (work) => setTimeout(work, 10);', 'function evaluate(code) {} evaluate(x);'],
  },
  'import-of-input critical 90': {
    bad: [inHandler('await import(req.query.page);'), inHandler('require("./pages/" + req.params.page);')],
    good: ['export const load = (name) => import(`./pages/${name}.js`);', inHandler('await import("./page.js");')],
  },
  'xss high 90': {
    bad: [
      'element.innerHTML = location.hash;',
      'document.write("<b>" + new URLSearchParams(location.search).get("name") + "</b>");',
      `window.addEventListener('message', (event) => { if (event.origin === o) box.innerHTML = event.data; });`,
      `import { useSearchParams } from 'react-router-dom'; const A = () => { const [params] = useSearchParams(); return <p dangerouslySetInnerHTML={{ __html: params.get('q') }} />; };`,
    ],
    good: [
      'element.textContent = location.hash;',
      'element.innerHTML = "<b>fixed</b>";',
      'element.innerHTML = DOMPurify.sanitize(location.hash);',
      'element.innerHTML = "";',
    ],
  },
  'xss medium 50': {
    bad: [
      'export const show = (name) => { box.innerHTML = `<b>${name}</b>`; };',
      'export const add = (name) => list.insertAdjacentHTML("beforeend", "<li>" + name + "</li>");',
    ],
    good: [
      'export const show = (name) => { box.innerHTML = `<b>${escapeHtml(name)}</b>`; };',
      'export const show = (count: number) => { box.innerHTML = `<b>${count}</b>`; };',
    ],
  },
  'reflected-xss high 88': {
    bad: [
      inHandler('res.send(`<h1>${req.query.name}</h1>`);'),
      inHandler('res.status(404).send("No page " + req.params.page);'),
    ],
    good: [
      inHandler('res.json({ name: req.query.name });'),
      inHandler('res.send(`<h1>${escape(req.query.name)}</h1>`);'),
      inHandler('res.type("text/plain").send(`Hello ${req.query.name}`);'),
    ],
  },
  'path-traversal high 88': {
    bad: [
      fs + inHandler('fs.readFile("files/" + req.params.name, done);'),
      fs + inHandler('const file = path.join(root, req.query.file); fs.createReadStream(file).pipe(res);'),
      inHandler('res.sendFile(__dirname + "/" + req.params.name);'),
    ],
    good: [
      fs + inHandler('fs.readFile("files/" + path.basename(req.params.name), done);'),
      fs +
        inHandler(
          'const file = path.resolve(root, req.query.file); if (!file.startsWith(root)) return; fs.readFile(file, done);',
        ),
      inHandler('res.sendFile(req.params.name, { root: "files" });'),
      `${fs} export const read = (name) => fs.readFileSync(name);`,
    ],
  },
  'ssrf high 88': {
    bad: [
      inHandler('await fetch(req.query.url);'),
      `import axios from 'axios'; ${inHandler('await axios.get(`http://${req.body.host}/status`);')}`,
      `import axios from 'axios'; ${inHandler('await axios({ url: req.body.url });')}`,
    ],
    good: [
      inHandler('await fetch(`https://api.acme.io/users/${req.params.id}`);'),
      'export const send = (request) => fetch(request.url, { body: request.body });',
      'export const load = (url) => fetch(url);',
    ],
  },
  'open-redirect high 86': {
    bad: [
      inHandler('res.redirect(req.query.next);'),
      inHandler('res.redirect(302, req.query.next);'),
      'location.href = new URLSearchParams(location.search).get("next");',
    ],
    good: [
      inHandler('res.redirect("/login?next=" + encodeURIComponent(req.query.next));'),
      inHandler('res.redirect(`/users/${req.params.id}`);'),
      'location.href = "/home";',
      inHandler('const next = req.query.next; if (!isLocal(next)) return; res.redirect(next);'),
    ],
  },
  'unsafe-deserialization critical 92': {
    bad: [
      `import { unserialize } from 'node-serialize'; ${inHandler('unserialize(req.cookies.profile);')}`,
      `import v8 from 'node:v8'; ${inHandler('v8.deserialize(Buffer.from(req.body.state, "base64"));')}`,
    ],
    good: [
      `import yaml from 'js-yaml'; ${inHandler('yaml.load(req.body.text);')}`,
      `import v8 from 'node:v8'; import fs from 'node:fs'; v8.deserialize(fs.readFileSync('cache'));`,
    ],
  },
  'prototype-pollution high 86': {
    bad: [
      inHandler('settings[req.body.section][req.body.key] = req.body.value;'),
      `import _ from 'lodash'; ${inHandler('_.merge(settings, JSON.parse(req.body.patch));')}`,
    ],
    good: [
      inHandler('settings[req.body.key] = 1;'),
      `import _ from 'lodash'; ${inHandler('_.merge(settings, Patch.parse(req.body));')}`,
    ],
  },
  'regex-injection high 86': {
    bad: [inHandler('new RegExp(req.query.q).test(text);'), inHandler('const q = req.body.q; RegExp(`^${q}`, "i");')],
    good: [inHandler('new RegExp(escapeRegExp(req.query.q));'), 'export const of = (word) => new RegExp(word);'],
  },
  'regex-dos medium 60': {
    bad: ['export const name = /^(\\w+\\s?)*$/;', 'new RegExp("^(a+)+$");'],
    good: ['export const name = /^\\w+(?:\\s\\w+)*$/;', 'new RegExp("^a+$");'],
  },
  'regex-dos high 88': {
    bad: [
      `const name = /^(a+)+$/; ${inHandler('if (name.test(req.query.name)) res.end();')}`,
      inHandler('req.body.text.replace(/(x+x+)+y/, "");'),
    ],
    good: [
      `const name = /^a+$/; ${inHandler('name.test(req.query.name);')}`,
      inHandler('req.body.text.replace(/x+y/, "");'),
    ],
  },
};

const flat = Object.entries(cases).flatMap(([told, { bad, good }]) => [
  ...bad.map((code) => ({ told, code, expected: [told] })),
  ...good.map((code) => ({ told, code, expected: [] })),
]);

it.each(flat)('$told: $code', async ({ code, expected }) => {
  expect(await toldOf(code)).toEqual(expected);
});

it.each([
  ['koa', 'router.get("/", async (ctx) => { await db.query(`select * from a where b = ${ctx.query.b}`); });'],
  ['hono', 'app.get("/", (c) => db.query(`select * from a where b = ${c.req.query("b")}`));'],
  ['fastify', 'app.get("/", async (request, reply) => db.query(`select * from a where b = ${request.query.b}`));'],
  [
    'next',
    'export async function GET(request: Request) { const { b } = await request.json(); db.query(`select * from a where b = ${b}`); }',
  ],
  [
    'lambda',
    'export const handler = async (event) => db.query(`select * from a where b = ${JSON.parse(event.body).b}`);',
  ],
  ['nest', 'class A { find(@Query("b") b: string) { return this.db.query(`select * from a where b = ${b}`); } }'],
  ['patterns', 'app.get("/", ({ query: { b } }, res) => db.query(`select * from a where b = ${b}`));'],
])('what a client sends is known in %s', async (_, code) => {
  expect(await toldOf(code, 'src/a.ts')).toEqual(['sql-injection critical 92']);
});

it('what starts a program is less to be feared than what a client sends', async () => {
  expect(await toldOf(`${childProcess} exec('ls ' + process.argv[2]);`)).toEqual(['command-injection medium 60']);
});

it('code of tests is left alone', async () => {
  expect(await toldOf(inHandler('eval(req.body.code);'), 'test/a.test.ts')).toEqual([]);
});

it('a script may put commands together of what it has', async () => {
  const code = `${childProcess} export const tag = (version) => exec(\`git tag \${version}\`);`;
  expect(await toldOf(code, 'scripts/release.ts')).toEqual([]);
  expect(await toldOf(code, 'src/release.ts')).toEqual(['command-injection medium 50']);
});
