import { mkdtempSync, rmSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { protectionOf } from '../../engines/autopilot/gates/protection.ts';
import { defaultSettings } from '../../engines/autopilot/gates/settings.ts';
import { whyNoEslint } from './eslint.ts';
import type { EngineFigures } from './figures.ts';
import { measureRepairs } from './measure-repairs.ts';
import { measureTools } from './measure-tools.ts';
import { plant } from './planted.ts';
import { isCode, sourceTree, writeTree } from './source-tree.ts';

const files = 600;
/** As many as one cycle may change. */
const plantedFiles = 50;

/** Insight and Autopilot beside eslint and tsc, on the same trees, each in processes of its own. */
export async function measureEngines(): Promise<EngineFigures> {
  const withoutEslint = await whyNoEslint();
  const withEslint = withoutEslint === undefined;
  const folder = mkdtempSync(join(tmpdir(), 'odavl-engines-'));
  try {
    // Beside the trees: tsc and eslint see all packages and their types, as after `npm ci`; Insight looks below a tree only, and so sees none.
    symlinkSync(resolve('node_modules'), join(folder, 'node_modules'), 'dir');
    const tree = sourceTree(files);
    const root = join(folder, 'tree');
    writeTree(tree, root);
    const { tools, report } = await measureTools(root, { withEslint });
    const { whyProtected } = protectionOf(defaultSettings.protected);
    const among = [...tree.keys()].filter((path) => isCode(path) && whyProtected(path) === undefined);
    const planted = plant(tree, { among, count: plantedFiles });
    return {
      ...{ files: report.files, lines: report.lines, tools, detectors: report.detectors, plantedFiles, withoutEslint },
      ...(await measureRepairs(planted, folder, { withEslint })),
    };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
