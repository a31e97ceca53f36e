import { describe, expect, test } from 'vitest';
import type { Analysis } from '../../../engines/insight/analysis.ts';
import { analyze } from '../../../engines/insight/analyze.ts';
import { insight } from '../../../engines/insight/engine.ts';
import { type DetectorId, detectorIds } from '../../../engines/insight/issue.ts';
import { mixed, samples } from './detectors/security/secrets/sample-secrets.ts';
import { type Tree, withWorkspace } from './kit.ts';

const look = (tree: Tree, detectors: readonly DetectorId[] = ['security']): Promise<Analysis> =>
  withWorkspace(tree, (workspace) => analyze(insight, workspace, { signal: AbortSignal.timeout(60_000), detectors }));
const token = samples['secret-gitlab-token']?.secrets[0]?.secret ?? '';
const generated = mixed('alnum', 40, 300);
const header = mixed('alnum', 40, 302);
const keyLine = mixed('base64', 64, 303);

const tree: Tree = {
  'tsconfig.json': '{"compilerOptions":{"strict":true}}',
  'config/app.json': `{"apiKey":"${generated}","apiKey":"${generated}"}`,
  'package.json': `{"name":"shop","version":"1.0.0","apiKey":"${generated}","apiKey":"${generated}"}`,
  'src/a.ts': [
    `export const k: 'a' = '${token}'; debugger;`,
    `var apiKey = process.env.X ?? '${generated}';`,
    `fetch('/x', { headers: { authorization: 'Bearer ${header}' } });`,
    `export const key = '${token}';`,
    `export const pem = '-----BEGIN RSA PRIVATE KEY-----\\n${keyLine}\\n${keyLine}\\n-----END RSA PRIVATE KEY-----'; debugger;`,
  ].join('\n'),
  'src/b.ts': "import { key } from './a.ts';\nexport const other: 'b' = key;\n",
};

describe('a secret is shown in no snippet and no message', () => {
  const others = detectorIds.filter((id) => id !== 'security');
  test.each([
    ['with the detector of secrets', detectorIds],
    ['without it', others],
  ])('%s', async (_, detectors) => {
    const analysis = await look(tree, detectors);
    const at = (file: string, ruleId: string) =>
      analysis.issues.find((issue) => issue.file === file && issue.ruleId === ruleId);
    expect(at('src/a.ts', 'debugger')?.codeSnippet).toBe(
      `export const k: 'a' = '${token.slice(0, 4)}… (${token.length} characters)'; debugger;`,
    );
    expect(at('src/a.ts', 'no-unused-vars')?.codeSnippet).toContain('… (40 characters)');
    expect(at('src/a.ts', 'floating-promise')?.codeSnippet).toContain(`Bearer ${header.slice(0, 4)}… (40 characters)`);
    expect(at('src/b.ts', 'ts2322')?.message).toContain(`… (${token.length} characters)`);
    const shown = JSON.stringify(analysis);
    for (const secret of [token, generated, header, keyLine])
      expect([secret, shown.includes(secret)]).toEqual([secret, false]);
  });
});

describe('is searched for secrets:', () => {
  const line = `note: token ${token}\n`;
  test('whatever people leave them in', async () => {
    const names = [
      ...['.env', '.env.production', 'prod.env', 'README.md', 'docs/guide.mdx', 'notes.txt', 'main.tf', 'prod.tfvars'],
      ...[
        'cert.pem',
        'server.key',
        'app.properties',
        'app.ini',
        'app.toml',
        'ci.yml',
        'ci.yaml',
        'deploy.sh',
        'a.conf',
      ],
      ...['terraform.tfstate', 'db.cnf', 'web.config', 'pom.xml', 'run.ps1', 'run.bat', '.netrc', '.npmrc', '.pypirc'],
      ...[
        '.git-credentials',
        '.aws/credentials',
        'id_rsa',
        'Makefile',
        'Dockerfile',
        'Dockerfile.web',
        'a.http',
        'a.ipynb',
      ],
      ...['dump.sql', 'app.log', 'index.html', 'App.vue', 'data.json'],
    ];
    const { issues } = await look(Object.fromEntries(names.map((name) => [name, line])));
    expect(issues.map(({ file, ruleId }) => `${file} ${ruleId}`)).toEqual(
      names.toSorted().map((name) => `${name} secret-gitlab-token`),
    );
  });

  test('by their names in settings; in notes only what no person chose', async () => {
    const assigned = `api_key = "${generated}"\ndb_password = "Xk9#mPq2vL"\n`;
    const { issues } = await look({ 'app.ini': assigned, 'prod.tfvars': assigned, 'README.md': assigned });
    expect(issues.map(({ file, line: at, ruleId }) => `${file}:${at} ${ruleId}`)).toEqual([
      'README.md:1 hard-coded-secret',
      'app.ini:1 hard-coded-secret',
      'app.ini:2 hard-coded-password',
      'prod.tfvars:1 hard-coded-secret',
      'prod.tfvars:2 hard-coded-password',
    ]);
  });

  test('not what is skipped, but the report says so', async () => {
    const secret = `const key = '${token}';`;
    const { issues, skipped } = await look({
      'a.min.js': `${secret}${'a=1;'.repeat(20_000)}`,
      'large.ts': `${secret}\n${'a = 1;\n'.repeat(200_000)}`,
      'large.txt': `${secret}\n${'a = 1;\n'.repeat(700_000)}`,
      'utf16.env': Buffer.from(`\uFEFF${secret}`, 'utf16le'),
      'with-nul.env': `\0${secret}`,
    });
    expect(issues).toEqual([]);
    expect(skipped).toEqual([
      { path: 'a.min.js', reason: 'Its lines are so long that a machine wrote it.' },
      { path: 'large.ts', reason: 'It is larger than a person would write.' },
      { path: 'large.txt', reason: 'It is larger than a person would write.' },
      { path: 'utf16.env', reason: 'It is not valid UTF-8.' },
      { path: 'with-nul.env', reason: 'It has the name of a text and the bytes of something else.' },
    ]);
  });
});
