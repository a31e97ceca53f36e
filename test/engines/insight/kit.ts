import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import type { FileDetector, NativeDetector, ProjectDetector } from '../../../engines/insight/detect/detector.ts';
import type { Finding } from '../../../engines/insight/issue.ts';
import { moduleFactsOf } from '../../../engines/insight/source/module-facts.ts';
import { openWorkspace } from '../../../engines/insight/source/open-workspace.ts';
import { parseFile } from '../../../engines/insight/source/parsed-file.ts';
import type { Workspace } from '../../../engines/insight/source/source-file.ts';

export type Tree = Readonly<Record<string, string | Uint8Array>>;

/** Files in a folder of their own, which goes when the work is done. */
export async function withFolder<T>(tree: Tree, work: (root: string) => Promise<T>): Promise<T> {
  const root = mkdtempSync(join(tmpdir(), 'odavl-tree-'));
  try {
    for (const [path, content] of Object.entries(tree)) {
      mkdirSync(dirname(join(root, path)), { recursive: true });
      writeFileSync(join(root, path), content);
    }
    return await work(root);
  } finally {
    rmSync(root, { recursive: true, force: true });
  }
}

export const withWorkspace = <T>(tree: Tree, work: (workspace: Workspace) => Promise<T>) =>
  withFolder(tree, async (root) => work(await openWorkspace(root)));

/** What one detector finds in these files, in its own order. */
export function findingsIn(
  detector: FileDetector | ProjectDetector | NativeDetector,
  tree: Tree,
): Promise<readonly Finding[]> {
  return withWorkspace(tree, async (workspace) => {
    if ('checkWorkspace' in detector) {
      const scratch = mkdtempSync(join(tmpdir(), 'odavl-scratch-'));
      try {
        return await detector.checkWorkspace(workspace, { signal: AbortSignal.timeout(60_000), scratch });
      } finally {
        rmSync(scratch, { recursive: true, force: true });
      }
    }
    const findings: Finding[] = [];
    const report = (finding: Finding) => findings.push(finding);
    const files = workspace.files.map(parseFile);
    if ('checkFile' in detector) for (const file of files) detector.checkFile(file, report);
    else {
      const modules = new Map(files.map((file) => [file.path, moduleFactsOf(file)]));
      detector.checkProject({ workspace, modules }, report);
    }
    return findings;
  });
}

/** `src/a.ts:3 no-eval`, for expectations that are easy to read. */
export const placesOf = (findings: readonly Finding[]) =>
  findings.map(({ file, line, ruleId }) => `${file}:${line} ${ruleId}`);
