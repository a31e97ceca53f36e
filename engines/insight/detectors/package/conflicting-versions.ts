import * as semver from 'semver';
import type { Manifest } from '../../graph/manifest.ts';
import { positionIn } from '../../graph/manifest-position.ts';
import type { Finding } from '../../issue.ts';
import type { Packages } from './packages.ts';
import { workspaceGroups } from './workspace-groups.ts';

interface Use {
  readonly manifest: Manifest;
  readonly kind: 'dependencies' | 'devDependencies';
  readonly range: string;
  readonly major: number;
}

/** The same package in ranges of different majors, installed together, that share no version; told of all but the newest. */
export function conflictingVersions(packages: Packages): Finding[] {
  return workspaceGroups(packages).flatMap(conflictsIn);
}

function conflictsIn(manifests: readonly Manifest[]): Finding[] {
  const uses = new Map<string, Use[]>();
  for (const manifest of manifests) {
    for (const kind of ['dependencies', 'devDependencies'] as const) {
      for (const [name, range] of manifest[kind]) {
        const major = majorOf(range);
        if (major === undefined) continue;
        const known = uses.get(name);
        const use = { manifest, kind, range, major };
        if (known) known.push(use);
        else uses.set(name, [use]);
      }
    }
  }
  return [...uses].flatMap(([name, all]) => {
    const newest = all.reduce((best, use) => (use.major > best.major ? use : best));
    const older = all.filter(({ major, range }) => major < newest.major && !semver.intersects(range, newest.range));
    return older.map((use) => finding(name, use, newest));
  });
}

/** Of the lowest version; undefined for what is no range, as `workspace:*` and addresses are. */
function majorOf(range: string): number | undefined {
  if (!semver.validRange(range) || range === '*' || range === '') return undefined;
  return semver.minVersion(range)?.major;
}

function finding(name: string, { manifest, kind, range }: Use, newest: Use): Finding {
  return {
    ...{ file: manifest.path, ...positionIn(manifest, kind, name) },
    ...{ severity: 'low', ruleId: 'conflicting-dependency-versions', category: 'dependencies' },
    message: `"${name}" is ${range} here and ${newest.range} in ${newest.manifest.path}: both are installed, and do not know each other.`,
    suggestion: `Bring both to ${newest.range}, if that works for the code here.`,
    confidence: 90,
  };
}
