import { createHash } from 'node:crypto';
import { readdirSync } from 'node:fs';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import * as z from 'zod';
import { reasonCodes } from '../../../shared/archive/archive.ts';
import { uploadContentKey } from '../../../shared/upload.ts';
import { ArchiveFiles } from '../../shared/archive/archive-files.ts';
import { craftTarGz } from '../../shared/archive/craft-tar.ts';
import { type CraftedEntry, craftZip } from '../../shared/archive/craft-zip.ts';
import { bodyOf, problemOf } from '../../shared/http-event.ts';
import { type Insight, type InsightWorld, startInsight } from './insight-world.ts';

let world: InsightWorld;
let insight: Insight;
const archives = new ArchiveFiles();
beforeAll(async () => {
  world = await startInsight();
});
beforeEach(async () => {
  insight = await world.organization();
});
afterAll(async () => {
  archives.remove();
  await world.close();
});

const code = 'export const a = 1;\n';
const Report = z.looseObject({
  skipped: z.array(z.object({ path: z.string(), reason: z.string() })),
  detectors: z.array(z.looseObject({ status: z.string() })),
  issues: z.array(z.looseObject({ file: z.string(), ruleId: z.string() })),
});

/** Submits these bytes as an upload that is ready, whatever is in them. */
async function submitted(content: Buffer) {
  const sha256 = createHash('sha256').update(content).digest('hex');
  const uploadId = await insight.upload({}, { sha256 });
  const key = uploadContentKey(insight.orgId, { sha256, retentionDays: 7 });
  await insight.uploads.put(key, content, { contentType: 'application/zip' });
  return insight.submit(uploadId);
}

async function endOf(content: Buffer) {
  const task = await submitted(content);
  await insight.work(task);
  return { id: task.id, ended: await insight.scene.deps.store.get(insight.orgId, task.id) };
}

async function reportOf(entries: readonly CraftedEntry[]) {
  const { id, ended } = await endOf(craftZip(entries));
  expect(ended).toMatchObject({ status: 'succeeded' });
  const routeKey = 'GET /v1/insight/analyses/{id}/report';
  return Report.parse(bodyOf(await insight.ask({ routeKey, params: { id }, query: { format: 'json' } })));
}

/** Empty files, as many as no repository has; each says where it is, so that they are made in one go. */
function manyFiles(count: number): Buffer {
  let offset = 0;
  const entries = Array.from({ length: count }, (_, nth) => {
    const entry = { name: `src/${nth}.ts`, method: 0, offset };
    offset += 30 + entry.name.length;
    return entry;
  });
  return craftZip(entries, { zip64: true });
}

describe('a bad archive is refused by its inspection, and does not unpack if it comes to a worker:', () => {
  test.each([
    ['a name that leads out', 'path_traversal', () => craftZip([{ name: '../../evil.ts', data: code }])],
    ['the same in a tar.gz', 'path_traversal', () => craftTarGz([{ name: '../evil.ts', data: code }])],
    ['a name from the root', 'absolute_path', () => craftZip([{ name: '/etc/evil.ts', data: code }])],
    ['a symbolic link', 'symlink', () => craftZip([{ name: 'a.ts', data: '/etc/passwd', mode: 0o120777 }])],
    ['a hard link', 'hard_link', () => craftTarGz([{ name: 'a.ts', type: '1', link: '/etc/passwd' }])],
    ['a bomb', 'compression_ratio', () => craftZip([{ name: 'a.ts', data: Buffer.alloc(20_000_000) }])],
    ['100,000 files', 'too_many_entries', () => manyFiles(100_000)],
    ['folders deeper than anybody nests', 'too_deep', () => craftZip([{ name: `${'d/'.repeat(40)}a.ts`, data: code }])],
    ['no archive', 'not_an_archive', () => Buffer.from(code)],
  ] as const)('%s', async (_, reason, make) => {
    const content = make();
    expect(await archives.codes(content)).toEqual([reason]);
    const detail = reasonCodes[reason];
    const uploadId = await insight.upload({}, { status: 'rejected', reasons: [{ detail }] });
    const body = { projectId: insight.projectId, uploadId };
    const refused = await insight.ask({ routeKey: 'POST /v1/insight/analyses', body });
    expect(problemOf(refused)).toMatchObject({ status: 409, detail: expect.stringContaining(detail) });

    const { ended } = await endOf(content);
    expect(ended).toMatchObject({ status: 'failed', error: { code: 'bad_archive', detail } });
    expect(readdirSync(insight.workspace)).toEqual([]);
  });
});

test.each([
  ['no file at all', []],
  ['no source', [{ name: 'README.md', data: '# Hello' }]],
  ['code of others only', [{ name: 'node_modules/x/index.js', data: code }]],
  ['data that is too large', [{ name: 'data.json', data: Buffer.alloc(5 * 1_024 ** 2, '1'), method: 0 }]],
])('an upload with %s fails with a clear code', async (_, entries) => {
  const { ended } = await endOf(craftZip(entries));
  expect(ended).toMatchObject({ status: 'failed', error: { code: 'no_source' } });
});

test('files that cannot be looked at are in the report with their reasons, and the others are analysed', async () => {
  const { skipped, issues, detectors } = await reportOf([
    { name: 'src/bundle.js', data: Buffer.alloc(50 * 1_024 ** 2, 'x'), method: 0 },
    { name: 'src/min.js', data: 'a=1;'.repeat(20_000), method: 0 },
    { name: 'src/program.ts', data: Buffer.from([0x7f, 0x45, 0x4c, 0x46, 0, 0, 1]) },
    { name: 'src/latin.ts', data: Buffer.from([0x61, 0xe9, 0x3b]) },
    { name: 'src/deep.ts', data: `a(${'[\n'.repeat(200)}${']\n'.repeat(200)});` },
    { name: 'src/broken.ts', data: 'export const = ;\n' },
    { name: 'src/good.ts', data: 'debugger;\n' },
  ]);
  expect(skipped).toEqual([
    { path: 'src/bundle.js', reason: 'It is larger than a person would write.' },
    { path: 'src/deep.ts', reason: 'It is larger than a person would write.' },
    { path: 'src/latin.ts', reason: 'It is not valid UTF-8.' },
    { path: 'src/min.js', reason: 'Its lines are so long that a machine wrote it.' },
    { path: 'src/program.ts', reason: 'It has the name of a text and the bytes of something else.' },
  ]);
  const found = issues.map(({ file, ruleId }) => `${file} ${ruleId}`);
  expect(found).toEqual(expect.arrayContaining(['src/broken.ts syntax-error', 'src/good.ts debugger']));
  expect(detectors.filter(({ status }) => status !== 'ok')).toEqual([]);
});

test('an upload of nothing but files that cannot be looked at has a report that says so', async () => {
  const { skipped, issues } = await reportOf([{ name: 'a.min.js', data: 'a=1;'.repeat(20_000), method: 0 }]);
  expect([skipped.map(({ path }) => path), issues]).toEqual([['a.min.js'], []]);
});
