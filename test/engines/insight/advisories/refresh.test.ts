import { spawnSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { AdvisoryExtract } from '../../../../engines/insight/advisories/advisory.ts';
import { zipOf } from '../../../shared/archive/zip.ts';
import { withFolder } from '../kit.ts';

const osv = (id: string, events: unknown, more: object = {}) => ({
  ...{ id, summary: `About ${id}`, database_specific: { severity: 'MODERATE' } },
  affected: [{ package: { ecosystem: 'npm', name: 'ws' }, ranges: [{ type: 'SEMVER', events }] }],
  ...more,
});
const always = [{ introduced: '0' }, { fixed: '2.0.0' }];

const records: Readonly<Record<string, unknown>> = {
  'a.json': osv('GHSA-aaaa-aaaa-aaaa', [
    { introduced: '0' },
    { fixed: '1.0.0' },
    { introduced: '2.0.0' },
    { last_affected: '2.4.0' },
  ]),
  'b.json': osv('GHSA-bbbb-bbbb-bbbb', always, { withdrawn: '2024-01-01T00:00:00Z' }),
  'c.json': osv('GHSA-cccc-cccc-cccc', always, { database_specific: { severity: 'LOW' } }),
  'd.json': osv('MAL-2024-1', [{ introduced: '0' }], { database_specific: undefined }),
  'e.json': osv('GHSA-dddd-dddd-dddd', always, {
    affected: [{ package: { ecosystem: 'npm', name: 'nobody-asked' }, ranges: [{ type: 'SEMVER', events: always }] }],
  }),
  'f.json': osv('GHSA-eeee-eeee-eeee', always, {
    affected: [{ package: { ecosystem: 'PyPI', name: 'ws' }, ranges: [{ type: 'SEMVER', events: always }] }],
  }),
  'h.json': osv('GHSA-ffff-ffff-ffff', [], {
    affected: [
      {
        ...{
          package: { ecosystem: 'npm', name: 'ends' },
          ranges: [{ type: 'ECOSYSTEM', events: [{ introduced: '1.4.1' }] }],
        },
        database_specific: { last_known_affected_version_range: '<= 1.4.2' },
      },
      {
        ...{
          package: { ecosystem: 'npm', name: 'ends' },
          ranges: [{ type: 'SEMVER', events: [{ introduced: '1.4.44-x' }] }],
        },
        versions: ['1.4.44-x'],
      },
      { package: { ecosystem: 'npm', name: 'ends' }, versions: ['3.0.0'] },
      { package: { ecosystem: 'npm', name: 'ends' }, ranges: [{ type: 'GIT', events: [{ introduced: '0' }] }] },
    ],
  }),
  'g.json': { nothing: 'of the kind' },
};
const files = Object.entries(records).map(([name, record]) => ({ name, content: JSON.stringify(record) }));

function refresh(root: string, ...options: readonly string[]) {
  const args = ['bin/refresh-advisories.ts', '--out', join(root, 'out.json'), ...options];
  const { status, stderr } = spawnSync(process.execPath, ['--disable-warning=ExperimentalWarning', ...args], {
    encoding: 'utf8',
  });
  return { status, stderr };
}

const read = (root: string) => AdvisoryExtract.parse(JSON.parse(readFileSync(join(root, 'out.json'), 'utf8')));
const day = ['--date', '2026-01-31'] as const;

test.each([
  ['no date', ['--from', '.']],
  ['a date that is none', ['--from', '.', '--date', 'today']],
  ['a severity that is none', ['--from', '.', ...day, '--severity', 'awful']],
  ['an export that is not there', ['--from', 'nowhere.zip', ...day]],
  ['an export that is no zip', ['--from', 'package.json', ...day]],
  ['an export without any of these packages', ['--from', 'test/engines/insight/advisories', ...day]],
])('with %s it ends with 2 and writes nothing', (_, options) =>
  withFolder({ 'out.json': 'as it was' }, async (root) => {
    const { status, stderr } = refresh(root, ...options);
    expect(status).toBe(2);
    expect(stderr).not.toBe('');
    expect(readFileSync(join(root, 'out.json'), 'utf8')).toBe('as it was');
  }),
);

test('from a zip it takes what concerns the packages, in order, with all ranges', () =>
  withFolder({}, async (root) => {
    writeFileSync(join(root, 'all.zip'), zipOf(files));
    expect(refresh(root, '--from', join(root, 'all.zip'), ...day, '--packages', 'ws')).toMatchObject({ status: 0 });
    const { date, advisories } = read(root);
    expect(date).toBe('2026-01-31');
    expect(advisories).toEqual([
      {
        ...{ id: 'GHSA-aaaa-aaaa-aaaa', package: 'ws', severity: 'medium', summary: 'About GHSA-aaaa-aaaa-aaaa' },
        ranges: [
          { introduced: '0', fixed: '1.0.0' },
          { introduced: '2.0.0', lastAffected: '2.4.0' },
        ],
      },
      expect.objectContaining({ id: 'GHSA-cccc-cccc-cccc', severity: 'low' }),
      expect.objectContaining({ id: 'MAL-2024-1', severity: 'critical', ranges: [{ introduced: '0' }] }),
    ]);
  }));

test('from a folder it takes no less than the severity that is asked for, of all packages if wanted', () =>
  withFolder(Object.fromEntries(files.map(({ name, content }) => [`osv/${name}`, content])), async (root) => {
    const options = ['--from', join(root, 'osv'), ...day, '--severity', 'medium'];
    expect(refresh(root, ...options, '--packages', 'all')).toMatchObject({ status: 0 });
    expect(read(root).advisories.map(({ id, package: name }) => `${name} ${id}`)).toEqual([
      'ends GHSA-ffff-ffff-ffff',
      'nobody-asked GHSA-dddd-dddd-dddd',
      'ws GHSA-aaaa-aaaa-aaaa',
      'ws MAL-2024-1',
    ]);
    // Without a list, the packages are those that are built in, and ws is.
    expect(refresh(root, ...options)).toMatchObject({ status: 0 });
    expect(read(root).advisories.map(({ package: name }) => name)).toEqual(['ws', 'ws']);
  }));

test('a range without an end takes it from what stands beside it, and from a list of versions', () =>
  withFolder(Object.fromEntries(files.map(({ name, content }) => [`osv/${name}`, content])), async (root) => {
    expect(refresh(root, '--from', join(root, 'osv'), ...day, '--packages', 'ends')).toMatchObject({ status: 0 });
    expect(read(root).advisories[0]?.ranges).toEqual([
      { introduced: '1.4.1', lastAffected: '1.4.2' },
      { introduced: '1.4.44-x', lastAffected: '1.4.44-x' },
      { introduced: '3.0.0', lastAffected: '3.0.0' },
    ]);
  }));
