import type { Manifest } from '../../graph/manifest.ts';
import { positionIn } from '../../graph/manifest-position.ts';
import { isBelow } from '../../graph/path.ts';
import { packageNameOf } from '../../graph/resolver.ts';
import type { Finding } from '../../issue.ts';
import { kindOf } from '../../source/file-kind.ts';
import type { Packages } from './packages.ts';
import { isUsedUnseen } from './unseen-uses.ts';

/** Files that may use a package, and that nothing is known of. */
const unread = new Set(['too-many', 'too-large', 'generated', 'minified', 'unreadable', 'not-utf8']);

/** These have pages that import packages, and that are neither JavaScript nor data. */
const pageTools =
  /^(?:@docusaurus\/core|@mdx-js\/.*|astro|nextra|vitepress|vuepress|contentlayer.*|next-mdx.*|mdx-bundler|gatsby.*|@11ty\/eleventy|fumadocs.*|@next\/mdx|dumi|rspress|@astrojs\/.*|@storybook\/.*docs.*)$/;

function hasUnreadPages({ dependencies, devDependencies }: Manifest): boolean {
  return [...dependencies.keys(), ...devDependencies.keys()].some((name) => pageTools.test(name));
}

/** Dependencies that no code imports, and whose name stands nowhere else. Honest doubt remains: tools find packages in many ways. */
export function unusedDependencies(packages: Packages): Finding[] {
  return packages.manifests.flatMap((manifest) => {
    const { folder, dependencies } = manifest;
    const isOurs = ({ path }: { readonly path: string }) => isBelow(path, folder);
    const { workspace } = packages;
    const isUnread = workspace.skipped.some(
      (skipped) => isOurs(skipped) && unread.has(skipped.reason) && kindOf(skipped.path) !== 'text',
    );
    if (isUnread || hasUnreadPages(manifest) || !workspace.files.some(isOurs) || dependencies.size === 0) return [];
    const imported = importedBelow(packages, folder);
    const texts = [...workspace.files, ...workspace.data].filter(
      (file) => isOurs(file) && !isManifestOrLock(file.path),
    );
    return [...dependencies.keys()].flatMap((name) => {
      if (imported.has(name) || isUsedUnseen(packages, manifest, name)) return [];
      if (isNamedIn(manifest, name) || texts.some(({ text }) => text.includes(name))) return [];
      return [finding(packages, manifest, name)];
    });
  });
}

function importedBelow({ graph }: Packages, folder: string): ReadonlySet<string | undefined> {
  const below = graph.imports.filter(({ from }) => isBelow(from.path, folder));
  return new Set(below.map(({ asked }) => packageNameOf(asked.specifier)));
}

const isManifestOrLock = (path: string) =>
  /(?:^|\/)(?:package\.json|package-lock\.json|npm-shrinkwrap\.json|yarn\.lock|pnpm-lock\.yaml)$/.test(path);

/** More often than it is declared: in a script, or in the options of a tool. */
function isNamedIn({ text, ...manifest }: Manifest, name: string): boolean {
  const { dependencies, devDependencies, peerDependencies, optionalDependencies } = manifest;
  const kinds = [dependencies, devDependencies, peerDependencies, optionalDependencies];
  const declared = kinds.flatMap((kind) => [...kind.keys()].filter((each) => each.includes(name))).length;
  return text.split(name).length - 1 > declared;
}

function finding({ lockfiles }: Packages, manifest: Manifest, name: string): Finding {
  return {
    ...{ file: manifest.path, ...positionIn(manifest, 'dependencies', name) },
    ...{ severity: 'low', ruleId: 'unused-dependency', category: 'dependencies' },
    message: `No file below ${manifest.folder || 'the root'} imports "${name}", nor names it in a script or a configuration.`,
    suggestion: `Remove "${name}" from ${manifest.path} if nothing loads it by other means.`,
    confidence: lockfiles.for(manifest.folder) ? 60 : 45,
  };
}
