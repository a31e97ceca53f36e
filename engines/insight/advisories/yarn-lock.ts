import { blocksOf, keysIn, unquoted, valueIn } from './block-lines.ts';
import type { LockedPackage } from './lockfile.ts';

/** `yarn.lock`, both that of version 1 and the YAML of later ones; nothing for what is none. */
export function readYarnLock(text: string): LockedPackage[] {
  return blocksOf(text, 0).flatMap((block) => {
    const version = valueIn(block, 2, 'version');
    const [first = ''] = block.header.split(/,\s/);
    const [, asked, protocol] = /^(@?[^@]+)@(?:([a-z]+):)?/.exec(unquoted(first)) ?? [];
    const isOwn = protocol === 'workspace' || protocol === 'link' || protocol === 'portal';
    if (version === undefined || asked === undefined || isOwn) return [];
    // An alias is asked for by one name, and resolved to another.
    const [, resolved] = /^(@?[^@]+)@npm:/.exec(valueIn(block, 2, 'resolution') ?? '') ?? [];
    const hasBin = block.body.includes('  bin:');
    const peers = keysIn(block, 2, 'peerDependencies');
    return [{ name: resolved ?? asked, version, line: block.line, isDev: false, hasBin, peers }];
  });
}
