import type { ProjectDetector } from '../../detect/detector.ts';
import type { Finding } from '../../issue.ts';
import { conflictingVersions } from './conflicting-versions.ts';
import { devDependenciesInProduction } from './dev-dependencies.ts';
import { duplicateDependencies } from './duplicate-dependencies.ts';
import { missingDependencies } from './missing-dependencies.ts';
import { type Packages, packagesOf } from './packages.ts';
import { unusedDependencies } from './unused-dependencies.ts';
import { vulnerableDependencies } from './vulnerable-dependencies.ts';

const rules: readonly ((packages: Packages) => readonly Finding[])[] = [
  missingDependencies,
  devDependenciesInProduction,
  unusedDependencies,
  duplicateDependencies,
  conflictingVersions,
  vulnerableDependencies,
];

/** What `package.json` and the lockfiles say, beside what the code imports. */
export const detector: ProjectDetector = {
  id: 'package',
  checkProject: (project, report) => {
    const packages = packagesOf(project);
    for (const finding of rules.flatMap((rule) => rule(packages))) report(finding);
  },
};
