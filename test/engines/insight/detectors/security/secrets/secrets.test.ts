// biome-ignore-all lint/suspicious/noTemplateCurlyInString: these are lines of files that fill a secret in later.
import { describe, expect, it } from 'vitest';
import { dataDetector, detector } from '../../../../../../engines/insight/detectors/security/detector.ts';
import { findingsIn, placesOf, type Tree } from '../../../kit.ts';
import { mixed, samples } from './sample-secrets.ts';

const inCode = async (tree: Tree) => placesOf(await findingsIn(detector, tree));
const inData = async (tree: Tree) => placesOf(await findingsIn(dataDetector, tree));
const secret = mixed('alnum', 40, 300);
const key = mixed('hex', 32, 301);

describe('secrets by their names', () => {
  it('are found in code wherever a name is given a value', async () => {
    const text = [
      `const apiKey = '${secret}';`,
      `const config = { clientSecret: \`${secret}\`, other: 1 };`,
      `config.privateKey = '${key}';`,
      `class Client { token = '${secret}'; }`,
      `const signingKey = process.env.KEY ?? '${secret}';`,
      `function open(password = 'Xk9#mPq2vL') {}`,
    ].join('\n');
    expect(await inCode({ 'src/a.ts': text })).toEqual([
      'src/a.ts:1 hard-coded-secret',
      'src/a.ts:2 hard-coded-secret',
      'src/a.ts:3 hard-coded-secret',
      'src/a.ts:4 hard-coded-secret',
      'src/a.ts:5 hard-coded-secret',
      'src/a.ts:6 hard-coded-password',
    ]);
  });

  it('are not seen in what only sounds like one', async () => {
    const text = [
      `const apiKey = process.env.API_KEY;`,
      `const token = 'your-token-goes-here-1234';`,
      `const publicKey = '${secret}';`,
      `const password = 'Please enter a password';`,
      `const passwordField = '#password-input-2';`,
      `const secretName = 'prod/database/Password1';`,
      `const token = 'invalid-authentication-token-v2';`,
      `const integrity = 'sha512-${mixed('base64', 86)}==';`,
      `const token = '123e4567-e89b-12d3-a456-426614174000';`,
      `const csrfToken = '${secret}';`,
      `const className = '${secret}';`,
      `const accessToken = '\${ACCESS_TOKEN_OF_THE_PIPELINE_1}';`,
      `const errors = { password: 'auth/wrong-password', token: 'auth.invalid_token' };`,
      `const apiKey = 'aaaaaaaaaaaaaaaaaaaaaaaa1';`,
    ].join('\n');
    expect(await inCode({ 'src/a.ts': text })).toEqual([]);
  });

  it('are found in settings', async () => {
    expect(
      await inData({
        '.env': `# ours\nDEBUG=1\nSESSION_SECRET=${secret}\n`,
        '.npmrc': `//registry.acme.io/:_authToken=${secret}\n`,
        'config/app.yaml': `db:\n  password: "Xk9#mPq2vL"\n  name: app\n`,
        'config/app.json': `{"name":"x","apiKey":"${key}"}\n`,
        Dockerfile: `FROM node\nENV API_TOKEN=${secret}\n`,
      }),
    ).toEqual([
      '.env:3 hard-coded-secret',
      '.npmrc:1 hard-coded-secret',
      'Dockerfile:2 hard-coded-secret',
      'config/app.json:1 hard-coded-secret',
      'config/app.yaml:2 hard-coded-password',
    ]);
  });

  it('are not seen in settings that take them from elsewhere, in lockfiles, nor in translations', async () => {
    expect(
      await inData({
        '.env': 'SESSION_SECRET=\nNEXT=1\nTOKEN=$TOKEN\nAPI_KEY=changeme\n',
        '.npmrc': '//registry.acme.io/:_authToken=${NPM_TOKEN}\n',
        'deploy.yaml': 'password: ${{ secrets.PASSWORD }}\ntoken: !Ref Token\nsecretName: app-tls-secret-2\n',
        'package-lock.json': `{"token": "${secret}"}`,
        'locales/en.json': `{"password": "Xk9#mPq2vL"}`,
      }),
    ).toEqual([]);
  });
});

describe('where a secret stands', () => {
  it('makes one in a test, or in a sample of settings, a remark', async () => {
    const text = samples['secret-gitlab-token']?.secrets[0]?.text ?? '';
    const [real] = await findingsIn(detector, { 'src/a.ts': text });
    const [tested] = await findingsIn(detector, { 'test/a.test.ts': text });
    const [shown] = await findingsIn(dataDetector, { '.env.example': text });
    expect([real, tested, shown].map((each) => [each?.severity, each?.confidence])).toEqual([
      ['critical', 95],
      ['low', 60],
      ['low', 60],
    ]);
  });

  it('makes the key of a web app of Firebase what it is, public', async () => {
    const text = samples['secret-google-api-key']?.secrets[0]?.text ?? '';
    expect(await findingsIn(detector, { 'src/a.ts': text })).toMatchObject([{ severity: 'medium' }]);
    expect(
      await findingsIn(detector, { 'src/a.ts': `${text}\nconst authDomain = 'x.firebaseapp.com';` }),
    ).toMatchObject([{ severity: 'low' }]);
  });

  it('is told once, by its format and not by its name as well', async () => {
    const token = samples['secret-odavl-key']?.secrets[0]?.secret ?? '';
    expect(await inCode({ 'src/a.ts': `const apiKey = '${token}';` })).toEqual(['src/a.ts:1 secret-odavl-key']);
  });
});

describe('what an analysis shows', () => {
  it('is no secret, in whatever field', async () => {
    const known = Object.values(samples).flatMap(({ secrets }) => secrets);
    const secrets = [...known.map((each) => each.secret), secret, key];
    const assigned = `export const apiKey = '${secret}', headers = { authorization: 'Bearer ${key}a' }; eval(input, '${secret}');`;
    const tree: Tree = {
      'src/known.ts': known.map(({ text }) => `/*\n${text}\n*/`).join('\n'),
      'src/assigned.ts': assigned,
      'config/known.yaml': known.map(({ text }) => text).join('\n'),
      '.env': `SESSION_SECRET=${secret}\nAPI_KEY=${key}\n`,
    };
    const findings = [...(await findingsIn(detector, tree)), ...(await findingsIn(dataDetector, tree))];
    expect(findings.length).toBeGreaterThan(known.length);
    const shown = JSON.stringify(findings);
    for (const each of secrets) expect([each, shown.includes(each)]).toEqual([each, false]);
    expect(findings.find(({ file }) => file === '.env')?.codeSnippet).toBe(
      `SESSION_SECRET=${secret.slice(0, 4)}… (${secret.length} characters)`,
    );
  });
});
