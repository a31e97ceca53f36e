import { posix } from 'node:path';
import type { Report } from '../../detect/detector.ts';
import type { Finding } from '../../issue.ts';
import type { Workspace } from '../../source/source-file.ts';
import { parseJson } from './json-document.ts';

/** By name of the lockfile, who writes it. */
const managers: Readonly<Record<string, string>> = {
  'package-lock.json': 'npm',
  'npm-shrinkwrap.json': 'npm',
  'yarn.lock': 'Yarn',
  'pnpm-lock.yaml': 'pnpm',
  'bun.lock': 'Bun',
  'bun.lockb': 'Bun',
};

/** Of the root: one lockfile, by one package manager. */
export function checkLockfiles({ data, files, skipped }: Workspace, report: Report): void {
  const manifest = data.find(({ path }) => path === 'package.json');
  const paths = [...data, ...files, ...skipped].map(({ path }) => path).filter((path) => !path.includes('/'));
  const locks = paths.filter((path) => managers[path] !== undefined).sort();
  const [first, ...others] = locks;
  const other = others.find((path) => managers[path] !== managers[first ?? '']);
  if (first !== undefined && other !== undefined) report(severalManagers(first, other));
  if (manifest && first === undefined && isApplication(manifest.text) && !hasForeignLock(paths)) {
    report(noLockfile(manifest.path));
  }
}

const common = {
  ...{ line: 1, column: 1, category: 'configuration' },
} as const;

function severalManagers(first: string, other: string): Finding {
  return {
    ...{ ...common, file: other, severity: 'medium', ruleId: 'several-lockfiles', confidence: 92 },
    message: `\`${first}\` is of ${managers[first]} and \`${other}\` of ${managers[other]}: each may install other versions.`,
    suggestion: 'Decide for one package manager, and remove the lockfile of the other.',
  };
}

function noLockfile(file: string): Finding {
  return {
    ...{ ...common, file, severity: 'low', ruleId: 'no-lockfile', confidence: 80 },
    message: 'There is no lockfile: each installation may get other versions of the dependencies.',
    suggestion: 'Commit the lockfile that the package manager writes.',
  };
}

/** A library leaves the versions to those who use it; only what is private is run as it is. */
function isApplication(text: string): boolean {
  const { root } = parseJson(text, 'json');
  const keys = new Map(root?.properties.map(({ key, node }) => [key, node]));
  return keys.get('private')?.value === true && (keys.get('dependencies')?.properties.length ?? 0) > 0;
}

/** Of a repository whose packages another tool installs. */
const hasForeignLock = (paths: readonly string[]) =>
  paths.some((path) => /^(?:deno\.lock|rush\.json|common|WORKSPACE|MODULE\.bazel)$/.test(posix.basename(path)));
