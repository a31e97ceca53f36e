import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import type { FileChange } from '../../../../engines/autopilot/patch/file-change.ts';

/** Files with what stood in them before, in a folder of their own, which goes when the work is done. */
export function withChanged<T>(changes: readonly FileChange[], work: (root: string) => T): T {
  const root = mkdtempSync(join(tmpdir(), 'odavl-patch-'));
  try {
    for (const { path, before } of changes) {
      mkdirSync(dirname(join(root, path)), { recursive: true });
      if (before) writeFileSync(join(root, path), before);
    }
    return work(root);
  } finally {
    rmSync(root, { recursive: true, force: true });
  }
}

/** The real one, without any configuration of whoever runs it. */
export function gitApply(root: string, patch: string, ...flags: readonly string[]): void {
  execFileSync('git', ['-c', 'core.autocrlf=false', 'apply', '--whitespace=nowarn', ...flags, '-'], {
    ...{ cwd: root, input: patch, stdio: ['pipe', 'pipe', 'pipe'] },
    env: {
      ...{ PATH: process.env.PATH, HOME: root, LC_ALL: 'C' },
      ...{ GIT_CONFIG_NOSYSTEM: '1', GIT_CONFIG_GLOBAL: '/dev/null', GIT_CEILING_DIRECTORIES: dirname(root) },
    },
  });
}

export const contentOf = (root: string, path: string): Uint8Array | null =>
  existsSync(join(root, path)) ? new Uint8Array(readFileSync(join(root, path))) : null;
