import { positionIn } from '../../graph/manifest-position.ts';
import type { Finding } from '../../issue.ts';
import type { Packages } from './packages.ts';

/** Packages that are both a dependency and one for development only; one of them is ignored. */
export function duplicateDependencies({ manifests }: Packages): Finding[] {
  return manifests.flatMap((manifest) => {
    const twice = [...manifest.devDependencies.keys()].filter((name) => manifest.dependencies.has(name));
    return twice.map(
      (name): Finding => ({
        ...{ file: manifest.path, ...positionIn(manifest, 'devDependencies', name) },
        ...{ severity: 'low', ruleId: 'duplicate-dependency', category: 'dependencies' },
        message: `"${name}" is in dependencies (${manifest.dependencies.get(name)}) and in devDependencies (${manifest.devDependencies.get(name)}); only one of them counts.`,
        suggestion: 'Keep it in dependencies if the code needs it when it runs, else in devDependencies.',
        confidence: 95,
      }),
    );
  });
}
