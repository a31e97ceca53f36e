import * as semver from 'semver';
import { describe, expect, test } from 'vitest';
import { Advisories, builtInAdvisories } from '../../../../engines/insight/advisories/advisory.ts';

const builtIn = new Advisories(builtInAdvisories);
const idsOf = (name: string, version: string) => builtIn.of(name, version).map(({ id }) => id);

describe('what is built in', () => {
  test('has each advisory of a package once, in order, with versions that are versions', () => {
    const keys = builtInAdvisories.advisories.map(({ package: name, id }) => `${name} ${id}`);
    expect(keys).toEqual([...new Set(keys)].sort());
    const versions = builtInAdvisories.advisories.flatMap(({ ranges }) =>
      ranges.flatMap((range) => Object.values(range)),
    );
    expect(versions.filter((version) => version !== '0' && !semver.valid(version))).toEqual([]);
  });

  test('has about forty packages that are in many projects', () => {
    expect(new Set(builtInAdvisories.advisories.map((each) => each.package)).size).toBeGreaterThan(40);
  });

  test.each([
    ['lodash', '4.17.20', ['GHSA-29mw-wpgm-hmr9', 'GHSA-35jh-r3h4-6jhm']],
    ['lodash', '4.17.21', []],
    ['minimist', '0.2.4', []],
    ['minimist', '1.2.5', ['GHSA-xvch-5gv4-984h']],
    ['event-stream', '3.3.5', []],
    ['event-stream', '3.3.6', ['GHSA-mh6f-8j2x-4483']],
    ['not-a-package', '1.0.0', []],
    ['lodash', 'not a version', []],
    ['lodash', '', []],
  ])('knows of %s %s: %j', (name, version, ids) => {
    expect(idsOf(name, version)).toEqual(ids);
  });
});

describe('a range', () => {
  const about = (...ranges: { introduced: string; fixed?: string; lastAffected?: string }[]) =>
    new Advisories({
      ...{ source: 'test', date: '2026-01-01' },
      advisories: [{ id: 'CVE-2026-0001', package: 'x', severity: 'high', summary: 's', ranges }],
    });

  test.each([
    [{ introduced: '1.0.0', fixed: '2.0.0' }, '1.0.0', 1],
    [{ introduced: '1.0.0', fixed: '2.0.0' }, '2.0.0', 0],
    [{ introduced: '1.0.0', fixed: '2.0.0' }, '2.0.0-beta.1', 1],
    [{ introduced: '1.0.0', fixed: '2.0.0' }, '0.9.9', 0],
    [{ introduced: '0', lastAffected: '1.5.0' }, '1.5.0', 1],
    [{ introduced: '0', lastAffected: '1.5.0' }, '1.5.1', 0],
    [{ introduced: '0' }, '99.0.0', 1],
    [{ introduced: 'odd', fixed: '2.0.0' }, '1.0.0', 0],
    [{ introduced: '0', fixed: 'odd' }, '1.0.0', 0],
  ])('%j affects %s: %i', (range, version, count) => {
    expect(about(range).of('x', version)).toHaveLength(count);
  });

  test('is left by the next version that none affects', () => {
    const two = about({ introduced: '0', fixed: '1.2.0' }, { introduced: '1.1.0', fixed: '1.3.0' });
    expect(two.fixOf('x', '1.0.0')).toBe('1.3.0');
    expect(about({ introduced: '0' }).fixOf('x', '1.0.0')).toBeUndefined();
  });
});
