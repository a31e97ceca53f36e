import { blocksOf, keysIn, unquoted, valueIn } from './block-lines.ts';
import type { LockedPackage } from './lockfile.ts';

/** `pnpm-lock.yaml` of the versions 5 to 9; nothing for what is none. */
export function readPnpmLock(text: string): LockedPackage[] {
  const section = blocksOf(text, 0).find(({ header }) => header === 'packages');
  if (!section) return [];
  return blocksOf(section.body.join('\n'), 2).flatMap((block) => {
    const [, name, version] = key.exec(unquoted(block.header)) ?? [];
    if (name === undefined || version === undefined) return [];
    const isDev = valueIn(block, 4, 'dev') === 'true';
    const hasBin = valueIn(block, 4, 'hasBin') === 'true';
    const peers = keysIn(block, 4, 'peerDependencies');
    return [{ name, version, line: section.line + block.line, isDev, hasBin, peers }];
  });
}

/** `a@1.0.0`, `/a@1.0.0(b@2.0.0)`, or of version 5 `/a/1.0.0_b@2.0.0`. */
const key = /^\/?((?:@[^/@]+\/)?[^/@]+)[@/](\d[^(_]*)/;
