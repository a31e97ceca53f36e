import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import * as z from 'zod';

/**
 * Packages that read files of their own at run time and therefore cannot be inside the bundle: Chromium's archives,
 * Lighthouse's audits and locales, axe's source. Puppeteer goes with them, so that Lighthouse and we use the same one.
 */
const external = ['@sparticuz/chromium', 'lighthouse', 'puppeteer-core', 'axe-core'] as const;

/** Dependencies that only other uses of these packages load: Lighthouse's command line and error reporting. */
const unused = ['@sentry/node', '@types/node', 'configstore', 'enquirer', 'open', 'yargs', 'yargs-parser'];

const Manifest = z.object({
  dependencies: z.record(z.string(), z.string()).optional(),
});

/** For the build script: what the asset of the audit worker holds besides the bundle. Paths are relative to the root of the repository. */
export const asset = { external: [...external], packages: closureOf(external) } as const;

/** The top-level folders of all packages that some packages need; nested copies travel inside their parents. */
function closureOf(names: readonly string[]): string[] {
  const found = new Set<string>();
  const visit = (name: string, parents: readonly string[]) => {
    const folder = [...parents]
      .reverse()
      .map((parent) => join(parent, 'node_modules', name))
      .find((candidate) => existsSync(join(candidate, 'package.json')));
    // Optional peers of a package are not always there.
    if (folder === undefined || found.has(folder)) return;
    found.add(folder);
    const manifest = Manifest.parse(JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8')));
    for (const dependency of Object.keys(manifest.dependencies ?? {})) {
      if (!unused.includes(dependency)) visit(dependency, [...parents, folder]);
    }
  };
  for (const name of names) visit(name, ['']);
  return [...found].filter((folder) => folder.lastIndexOf('node_modules') === 0).sort();
}
