import * as semver from 'semver';
import { Advisories, type Advisory, builtInAdvisories } from '../../advisories/advisory.ts';
import type { LockedPackage, Lockfile } from '../../advisories/lockfile.ts';
import { isExample } from '../../graph/file-role.ts';
import { type DependencyKind, dependencyKinds, type Manifest } from '../../graph/manifest.ts';
import { positionIn } from '../../graph/manifest-position.ts';
import { type Finding, severities } from '../../issue.ts';
import type { Packages } from './packages.ts';

const known = new Advisories(builtInAdvisories);

/** Versions with known vulnerabilities: those that lockfiles name, and without a lockfile the lowest that a range allows. */
export function vulnerableDependencies(packages: Packages): Finding[] {
  const { lockfiles, manifests } = packages;
  return [
    ...lockfiles.all.filter(({ path }) => !isExample(path)).flatMap((lockfile) => inLockfile(packages, lockfile)),
    ...manifests.filter(({ folder }) => !lockfiles.for(folder)).flatMap(byRange),
  ];
}

function inLockfile({ lockfiles, manifests }: Packages, lockfile: Lockfile): Finding[] {
  const covered = manifests.filter(({ folder }) => lockfiles.for(folder) === lockfile);
  const seen = new Set<string>();
  return lockfile.packages.flatMap((locked): Finding[] => {
    const { name, version, isDev } = locked;
    const advisories = known.of(name, version);
    const key = `${name}@${version}`;
    if (advisories.length === 0 || seen.has(key)) return [];
    seen.add(key);
    const direct = directUses(covered, locked);
    const isForDev = isDev || (direct.length > 0 && direct.every(({ kind }) => kind === 'devDependencies'));
    const said = { ...describe(name, version, advisories), severity: severityOf(advisories, isForDev), confidence: 95 };
    if (direct.length === 0) {
      const at = { file: lockfile.path, line: locked.line, column: 1 };
      return [{ ...at, ...said, message: `${said.message} Another dependency brings it.` }];
    }
    return direct.map(({ manifest, kind }) => ({
      ...{ file: manifest.path, ...positionIn(manifest, kind, name) },
      ...said,
    }));
  });
}

interface Use {
  readonly manifest: Manifest;
  readonly kind: DependencyKind;
}

/** Where a version is asked for by name; a range that is none, such as a tag, may ask for any. */
function directUses(manifests: readonly Manifest[], { name, version }: LockedPackage): Use[] {
  return manifests.flatMap((manifest) => {
    const kind = dependencyKinds.find((each) => each !== 'peerDependencies' && manifest[each].has(name));
    const range = kind && manifest[kind].get(name);
    if (kind === undefined || range === undefined) return [];
    return !semver.validRange(range) || semver.satisfies(version, range) ? [{ manifest, kind }] : [];
  });
}

/** A range that still allows a fixed version gets it with the next installation. */
function byRange(manifest: Manifest): Finding[] {
  return (['dependencies', 'devDependencies', 'optionalDependencies'] as const).flatMap((kind) =>
    [...manifest[kind]].flatMap(([name, range]): Finding[] => {
      const version = semver.validRange(range) ? semver.minVersion(range)?.version : undefined;
      const advisories = version === undefined ? [] : known.of(name, version);
      if (version === undefined || advisories.length === 0) return [];
      const fix = known.fixOf(name, version);
      const allowsFix = fix !== undefined && semver.satisfies(fix, range);
      const at = { file: manifest.path, ...positionIn(manifest, kind, name) };
      const said = describe(name, version, advisories);
      if (!allowsFix)
        return [{ ...at, ...said, severity: severityOf(advisories, kind === 'devDependencies'), confidence: 80 }];
      const message = `${said.message} The range ${range} allows it, and no lockfile says that a fixed one is installed.`;
      return [{ ...at, ...said, message, severity: 'info', confidence: 50 }];
    }),
  );
}

function describe(name: string, version: string, advisories: readonly Advisory[]) {
  const named = advisories.map(({ id, summary }) => `${summary} (${id})`).join('; ');
  const fix = known.fixOf(name, version);
  return {
    ...{ ruleId: 'vulnerable-dependency', category: 'dependencies' },
    message: `${name} ${version} has known vulnerabilities, as of ${known.date}: ${named}.`,
    suggestion: fix
      ? `Upgrade to ${name} ${fix} or later.`
      : `No fixed version is known: replace ${name} with a package that is maintained.`,
  };
}

/** The worst of them; one step less where the code does not run for users. */
function severityOf(advisories: readonly Advisory[], isForDev: boolean): Finding['severity'] {
  const worst = Math.min(...advisories.map(({ severity }) => severities.indexOf(severity)));
  return severities[isForDev ? Math.min(worst + 1, severities.indexOf('low')) : worst] ?? 'low';
}
