// biome-ignore-all lint/suspicious/noTemplateCurlyInString: these are lines of code that is looked at.
import { describe, expect, it } from 'vitest';
import { dataDetector } from '../../../../../../engines/insight/detectors/security/detector.ts';
import { findingsIn, placesOf } from '../../../kit.ts';
import { inHandler, type RuleCase, toldOf } from './kit.ts';

const crypto = `import crypto, { createHash, createCipheriv } from 'node:crypto';`;
const jwt = `import jwt from 'jsonwebtoken';`;
const authorization = Buffer.from('deploy:Xk9mPq2vLw').toString('base64');

const cases: Readonly<Record<string, RuleCase>> = {
  'weak-hash high 85': {
    bad: [
      `${crypto} export const hashPassword = (text) => createHash('md5').update(text).digest('hex');`,
      `${crypto} const signature = crypto.createHmac('sha1', key).update(body).digest('hex');`,
      `${crypto} store(createHash('sha1').update(user.password).digest('hex'));`,
    ],
    good: [
      `${crypto} export const hashPassword = (text) => createHash('sha256').update(text).digest('hex');`,
      `${crypto} const etag = createHash('md5').update(body).digest('hex');`,
      `${crypto} const gravatar = createHash('md5').update(email).digest('hex');`,
    ],
  },
  'weak-hash info 35': {
    bad: [
      `${crypto} const x = createHash('md5').update(body).digest('hex');`,
      `import md5 from 'md5'; const x = md5(body);`,
    ],
    good: [
      `${crypto} const cacheKey = createHash('sha1').update(body).digest('hex');`,
      `const createHash = (x) => x; createHash('md5');`,
    ],
  },
  'weak-cipher high 92': {
    bad: [
      `${crypto} createCipheriv('des-ede3-cbc', key, iv);`,
      `${crypto} createCipheriv('aes-128-ecb', key, null);`,
      `${crypto} crypto.createCipher('aes192', 'x');`,
      `${crypto} const algorithm = 'rc4'; createCipheriv(algorithm, key, '');`,
    ],
    good: [`${crypto} createCipheriv('aes-256-gcm', key, iv);`, `${crypto} createCipheriv(algorithm, key, iv);`],
  },
  'weak-random high 85': {
    bad: [
      'const sessionToken = Math.random().toString(36).slice(2);',
      'export function createPassword() { return Math.random().toString(36); }',
      'user.resetCode = Math.floor(Math.random() * 1e6);',
    ],
    good: [
      'const color = Math.random();',
      'const key = Math.random().toString(36);',
      'const delay = 100 * Math.random();',
      'const sessionToken = crypto.randomUUID();',
    ],
  },
  'jwt-none-algorithm critical 95': {
    bad: [
      `${jwt} jwt.verify(token, key, { algorithms: ['HS256', 'none'] });`,
      `${jwt} const options = { algorithm: 'none' }; jwt.sign(claims, '', options);`,
      `${jwt} jwt.verify(token, null);`,
    ],
    good: [
      `${jwt} jwt.verify(token, key, { algorithms: ['HS256'] });`,
      `${jwt} jwt.sign(claims, key, { algorithm: 'ES256' });`,
    ],
  },
  'jwt-unverified high 85': {
    bad: [
      `${jwt} ${inHandler('req.user = jwt.decode(req.headers.authorization);')}`,
      `import { decodeJwt } from 'jose'; ${inHandler('const { sub } = decodeJwt(req.cookies.token);')}`,
    ],
    good: [
      `${jwt} ${inHandler('jwt.verify(req.cookies.token, key); jwt.decode(req.cookies.token);')}`,
      `${jwt} export const issuerOf = (token) => jwt.decode(token).iss;`,
    ],
  },
  'jwt-unverified medium 55': {
    bad: [
      `${jwt} export const verifyToken = (token) => jwt.decode(token);`,
      `import { decodeJwt } from 'jose'; function authenticate(token) { return decodeJwt(token).sub; }`,
    ],
    good: [
      `${jwt} export const expiryOf = (token) => jwt.decode(token).exp;`,
      `export const verifyToken = (token) => codec.decode(token);`,
    ],
  },
  'jwt-ignored-expiration medium 82': {
    bad: [
      `${jwt} jwt.verify(token, key, { ignoreExpiration: true });`,
      `${jwt} const options = { ignoreExpiration: true }; jwt.verify(token, key, options);`,
    ],
    good: [`${jwt} jwt.verify(token, key, { ignoreExpiration: false });`, `parse(token, { ignoreExpiration: true });`],
  },
  'tls-unverified high 92': {
    bad: [
      'new https.Agent({ rejectUnauthorized: false });',
      `process.env.NODE_TLS_REJECT_UNAUTHORIZED = '0';`,
      'agent.options.rejectUnauthorized = false;',
      'request({ url, strictSSL: false });',
    ],
    good: [
      'new https.Agent({ rejectUnauthorized: true });',
      `process.env.NODE_TLS_REJECT_UNAUTHORIZED = '1';`,
      'const a = { rejectUnauthorized };',
    ],
  },
  'cors-with-credentials high 88': {
    bad: [
      `import cors from 'cors'; app.use(cors({ origin: true, credentials: true }));`,
      inHandler(
        `res.setHeader('Access-Control-Allow-Origin', req.headers.origin); res.setHeader('Access-Control-Allow-Credentials', 'true');`,
      ),
    ],
    good: [
      `import cors from 'cors'; app.use(cors({ origin: true }));`,
      `import cors from 'cors'; app.use(cors({ origin: ['https://app.acme.io'], credentials: true }));`,
      inHandler(`res.setHeader('Access-Control-Allow-Origin', '*');`),
      inHandler(
        `const { origin } = req.headers; if (!allowed.has(origin)) return; res.setHeader('Access-Control-Allow-Origin', origin); res.setHeader('Access-Control-Allow-Credentials', 'true');`,
      ),
    ],
  },
  'cors-with-credentials medium 88': {
    bad: [
      `import cors from 'cors'; app.use(cors({ origin: '*', credentials: true }));`,
      inHandler(
        `res.header('Access-Control-Allow-Origin', '*'); res.header('Access-Control-Allow-Credentials', 'true');`,
      ),
    ],
    good: [
      `import cors from 'cors'; app.use(cors({ origin: '*' }));`,
      inHandler(`res.header('Access-Control-Allow-Credentials', 'true');`),
    ],
  },
  'insecure-cookie medium 80': {
    bad: [
      `res.cookie('session', id);`,
      `res.cookie('auth_token', id, { httpOnly: true });`,
      `import session from 'express-session'; app.use(session({ cookie: { secure: false } }));`,
    ],
    good: [
      `res.cookie('session', id, { httpOnly: true, secure: true });`,
      `res.cookie('theme', name);`,
      `res.cookie('session', id, { ...defaults });`,
      `res.cookie('session', id, { httpOnly: true, secure: isProduction });`,
      `res.cookie('session', '', { maxAge: 0 });`,
    ],
  },
  'csrf-disabled medium 78': {
    bad: [
      'export default { kit: { csrf: { checkOrigin: false } } };',
      'lusca({ csrf: false });',
      `import csurf from 'csurf'; app.use(csurf({ ignoreMethods: ['GET', 'POST'] }));`,
    ],
    good: ['lusca({ csrf: true });', `import csurf from 'csurf'; app.use(csurf({ ignoreMethods: ['GET'] }));`],
  },
  'debug-leak medium 85': {
    bad: [
      'app.use((err, req, res, next) => { res.status(500).json({ error: err.stack }); });',
      inHandler('res.json(process.env);'),
      inHandler('res.send({ env: process.env });'),
    ],
    good: [
      'app.use((err, req, res, next) => { res.status(500).json({ error: err.message }); });',
      `app.use((err, req, res, next) => { res.json({ stack: process.env.NODE_ENV === 'development' ? err.stack : undefined }); });`,
      `app.use((err, req, res, next) => { if (isDev) res.json({ stack: err.stack }); });`,
      inHandler('res.json({ region: process.env.REGION });'),
      'console.error(err.stack);',
    ],
  },
  'debug-leak medium 75': {
    bad: [`import errorhandler from 'errorhandler'; app.use(errorhandler());`, `app.use(require('errorhandler')());`],
    good: [
      `import errorhandler from 'errorhandler'; if (process.env.NODE_ENV === 'development') app.use(errorhandler());`,
      `import { errorhandler } from './errors.js'; app.use(errorhandler());`,
    ],
  },
  'xxe high 86': {
    bad: [
      `import libxmljs from 'libxmljs'; libxmljs.parseXml(text, { noent: true });`,
      `const libxmljs = require('libxmljs2'); const options = { noent: true }; libxmljs.parseXmlString(text, options);`,
    ],
    good: [
      `import libxmljs from 'libxmljs'; libxmljs.parseXml(text);`,
      `import libxmljs from 'libxmljs'; libxmljs.parseXml(text, { noent: false });`,
    ],
  },
  'hard-coded-authorization high 85': {
    bad: [
      `fetch(url, { headers: { Authorization: 'Basic ${authorization}' } });`,
      `request.setHeader('authorization', 'Bearer 8f4Kd92LsPqX7vNc3TzRbW5y');`,
    ],
    good: [
      'fetch(url, { headers: { Authorization: `Bearer ${token}` } });',
      `fetch(url, { headers: { Authorization: 'Bearer your-token-goes-here' } });`,
      `const headers = { authorization: 'required' };`,
    ],
  },
  'missing-noopener low 80': {
    bad: [
      'const a = <a href="https://acme.io" target="_blank">x</a>;',
      'const a = <a href={url} target="_blank" rel="nofollow">x</a>;',
      `const html = '<a href="https://acme.io" target="_blank">x</a>';`,
      'const html = `<a target="_blank" href="https://acme.io">${x}</a>`;',
    ],
    good: [
      'const a = <a href="https://acme.io" target="_blank" rel="noreferrer">x</a>;',
      'const a = <a href="/about" target="_blank">x</a>;',
      'const a = <a href="https://acme.io" target="_blank" {...others}>x</a>;',
      `const html = '<a href="https://acme.io" rel="noopener" target="_blank">x</a>';`,
    ],
  },
  'post-message-wildcard medium 72': {
    bad: [`parent.postMessage({ token }, '*');`, `frame.contentWindow.postMessage(state, { targetOrigin: '*' });`],
    good: [
      `parent.postMessage({ token }, 'https://app.acme.io');`,
      'worker.postMessage(state);',
      `parent.postMessage('ready', '*');`,
    ],
  },
  'message-origin-unchecked low 55': {
    bad: [
      `window.addEventListener('message', (event) => { run(event.data); });`,
      `window.addEventListener('message', function (e) { state = e.data; });`,
    ],
    good: [
      `window.addEventListener('message', (event) => { if (event.origin === home) run(event.data); });`,
      `self.addEventListener('message', (event) => { run(event.data); });`,
      `window.addEventListener('resize', (event) => { run(event.data); });`,
    ],
  },
  'bidi-characters high 93': {
    bad: ['/*\u202e } \u2066if (isAdmin)\u2069 \u2066 begin admins only */', 'const level = "user\u202e";'],
    good: ['const arrow = "\\u202e";', 'const name = "שלום";'],
  },
  'bidi-characters low 50': {
    bad: ['const name = "\u2067שלום\u2069";', '// \u202bשלום\u202c'],
    good: ['const name = "שלום, \u200f!";', '// ok'],
  },
};

const flat = Object.entries(cases).flatMap(([told, { bad, good }]) => [
  ...bad.map((code) => ({ told, code, expected: [told] })),
  ...good.map((code) => ({ told, code, expected: [] })),
]);

it.each(flat)('$told: $code', async ({ code, expected }) => {
  expect(await toldOf(code)).toEqual(expected);
});

describe('files that are no code', () => {
  it('are looked at for certificates that are not checked, and for links that leave a hold', async () => {
    const tree = {
      '.env': 'A=1\nNODE_TLS_REJECT_UNAUTHORIZED=0\n',
      '.env.local': 'NODE_TLS_REJECT_UNAUTHORIZED=1\n',
      Dockerfile: 'FROM node\nENV NODE_TLS_REJECT_UNAUTHORIZED 0\n',
      'index.html': '<p>\n<a href="https://acme.io" target="_blank">x</a>\n<a href="/x" target="_blank">y</a>',
      'App.vue': '<a target="_blank" rel="noopener" href="https://acme.io">x</a>',
      'run.sh': '# \u202e\n',
    };
    expect(placesOf(await findingsIn(dataDetector, tree))).toEqual([
      '.env:2 tls-unverified',
      'Dockerfile:2 tls-unverified',
      'index.html:2 missing-noopener',
      'run.sh:1 bidi-characters',
    ]);
  });
});

describe('what cannot be read', () => {
  it.each(['', '(((', 'const = ', 'eval(', '\u0000', '<a', '`${', 'a'.repeat(10_000), '['.repeat(3_000)])(
    'is passed over: %.20s',
    async (code) => {
      expect(await toldOf(code, 'src/a.ts')).toEqual([]);
    },
  );

  it('takes no long time for code whose text doubles with each line, or that leans to one side', async () => {
    const doubling = Array.from({ length: 60 }, (_, nth) => `const s${nth + 1} = s${nth} + s${nth} + x;`).join('\n');
    const leaning = `db.query("select * from a where b = " + ${'x + '.repeat(2_000)}y);`;
    const begun = performance.now();
    await toldOf(`const s0 = x;\n${doubling}\ndb.query("select * from a where b = " + s60);`, 'src/a.ts');
    await toldOf(leaning, 'src/a.ts');
    expect(performance.now() - begun).toBeLessThan(20_000);
  });
});
