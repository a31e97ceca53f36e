import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import * as z from 'zod';
import { craftZip } from '../shared/archive/craft-zip.ts';
import { type Client, newAccount, newApiKey, newProject } from './client.ts';
import { type Platform, startPlatform } from './platform.ts';

const Submitted = z.object({ task: z.object({ id: z.string() }) });
const Created = z.object({ uploadId: z.string(), url: z.string(), fields: z.record(z.string(), z.string()) });
const Status = z.object({ status: z.string(), error: z.unknown().optional() });

let platform: Platform;
let ada: Client;
let projectId: string;
const folder = mkdtempSync(join(tmpdir(), 'odavl-repair-'));

beforeAll(async () => {
  platform = await startPlatform();
  const { client } = await newAccount(platform.ready.url);
  projectId = await newProject(client);
  ada = client.with((await newApiKey(client, ['admin'])).secret);
}, 120_000);
afterAll(async () => {
  await platform?.stop();
  rmSync(folder, { recursive: true, force: true });
});

const repository: Readonly<Record<string, string>> = {
  'package.json': '{"name":"shop","version":"1.0.0","type":"module"}\n',
  'src/cart.ts': 'export const total = (prices: number[]) => prices.reduce((sum, price) => sum + price, 0);\n',
  'src/index.ts': [
    "import { total } from './cart.ts';",
    '// Kept: a comment.',
    'export function due(prices: number[]): number {',
    '  debugger;',
    '  let sum = total(prices);',
    '  return sum;',
    '}',
    '',
  ].join('\r\n'),
};

function writeTree(root: string, files: Readonly<Record<string, string>>): void {
  for (const [path, content] of Object.entries(files)) {
    mkdirSync(dirname(join(root, path)), { recursive: true });
    writeFileSync(join(root, path), content);
  }
}

const readTree = (root: string) =>
  Object.fromEntries(Object.keys(repository).map((path) => [path, readFileSync(join(root, path), 'utf8')]));

async function upload(files: Readonly<Record<string, string>>): Promise<string> {
  const content = craftZip(Object.entries(files).map(([name, data]) => ({ name, data })));
  const sha256 = createHash('sha256').update(content).digest('hex');
  const what = {
    purpose: 'autopilot.run',
    projectId,
    contentType: 'application/zip',
    sizeBytes: content.length,
    sha256,
  };
  const { uploadId, url, fields } = (await ada.post('/v1/uploads', what)).as(Created);
  const form = new FormData();
  for (const [name, value] of Object.entries(fields)) form.append(name, value);
  form.append('file', new Blob([new Uint8Array(content)]), 'source.zip');
  expect((await fetch(url, { method: 'POST', body: form })).ok).toBe(true);
  await ada.post(`/v1/uploads/${uploadId}/complete`, {});
  expect((await ada.get(`/v1/uploads/${uploadId}?waitSeconds=20`)).as(Status).status).toBe('ready');
  return uploadId;
}

async function succeeded(path: string, body: object): Promise<string> {
  const answer = await ada.post(path, { projectId, ...body });
  expect(answer.status, answer.text).toBe(202);
  const { id } = answer.as(Submitted).task;
  await vi.waitFor(
    async () => {
      const task = await ada.get(`/v1/tasks/${id}?waitSeconds=20`);
      expect(task.as(Status).status, task.text).toBe('succeeded');
    },
    { timeout: 90_000, interval: 100 },
  );
  return id;
}

function git(root: string, patch: string): void {
  writeFileSync(join(folder, 'the.diff'), patch);
  const env = { PATH: process.env.PATH, HOME: folder, GIT_CONFIG_NOSYSTEM: '1', GIT_CEILING_DIRECTORIES: folder };
  execFileSync('git', ['-c', 'core.autocrlf=false', 'apply', join(folder, 'the.diff')], { cwd: root, env });
}

test('code is analysed, really repaired by a patch for git, proved offline, and taken back to the byte', {
  timeout: 240_000,
}, async () => {
  const uploadId = await upload(repository);
  const analysis = await succeeded('/v1/insight/analyses', { uploadId });
  const issues = (await ada.get(`/v1/insight/analyses/${analysis}/issues?ruleId=debugger`)).as(
    z.object({ items: z.array(z.object({ file: z.string(), line: z.number() })) }),
  );
  expect(issues.items).toEqual([{ file: 'src/index.ts', line: 4 }]);
  const page = await ada.get(`/v1/insight/analyses/${analysis}/report?format=html`);
  expect(page.headers.get('content-security-policy')).toContain("default-src 'none'");

  const run = await succeeded('/v1/autopilot/runs', { uploadId, approve: true });
  const [patch, undo, attestation, keys] = await Promise.all([
    ada.get(`/v1/autopilot/runs/${run}/patch`),
    ada.get(`/v1/autopilot/runs/${run}/patch?kind=undo`),
    ada.get(`/v1/autopilot/runs/${run}/attestation`),
    ada.get('/v1/attestation-keys'),
  ]);
  const tree = join(folder, 'tree');
  writeTree(tree, repository);
  const files = {
    envelope: join(folder, 'envelope.json'),
    keys: join(folder, 'keys.json'),
    patch: join(folder, 'p.diff'),
  };
  writeFileSync(files.envelope, attestation.text);
  writeFileSync(files.keys, keys.text);
  writeFileSync(files.patch, patch.text);
  const command = ['bin/verify-attestation.ts', files.envelope, '--jwks', files.keys, '--tree', tree];
  const verify = (...more: string[]) =>
    execFileSync(process.execPath, [...command, ...more], { encoding: 'utf8', stdio: 'pipe' });
  expect(() => verify('--before', '--patch', files.patch)).not.toThrow();

  git(tree, patch.text);
  const index = repository['src/index.ts'] ?? '';
  expect(readTree(tree)).toEqual({
    ...repository,
    'src/index.ts': index.replace('  debugger;\r\n', '').replace('let sum', 'const sum'),
  });
  expect(() => verify('--after')).not.toThrow();
  expect(() => verify('--before')).toThrow();

  const again = await upload(readTree(tree));
  const back = await succeeded('/v1/autopilot/runs', { uploadId: again, mode: 'undo', undoOf: run });
  expect((await ada.get(`/v1/autopilot/runs/${back}/patch`)).text).toBe(undo.text);
  git(tree, undo.text);
  expect(readTree(tree)).toEqual(repository);
});
