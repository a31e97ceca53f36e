import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { CyclePorts } from '../../../../engines/autopilot/cycle/ports.ts';
import { type CycleRequest, runCycle } from '../../../../engines/autopilot/cycle/run-cycle.ts';
import type { Recipe } from '../../../../engines/autopilot/recipe.ts';
import { type Tree, withFolder } from '../../insight/kit.ts';
import { openPorts, replaces } from './small-world.ts';
import { stateOf } from './trees.ts';

/** Nobody cancels; a test that never ends is ended by its own time. */
export const signal = new AbortController().signal;
export const fixBad = replaces('fix-bad', 'BAD', 'good');
export const fixOdd = replaces('fix-odd', 'ODD', 'even');

export const cycle = (
  root: string,
  recipes: readonly Recipe[],
  request: Partial<CycleRequest> = {},
  ports: Partial<CyclePorts> = {},
) => runCycle({ mode: 'run', root, recipes, runId: 'run_1', signal, ...request }, { ...openPorts, ...ports });

export const inTree = <T>(tree: Tree, work: (root: string, before: Record<string, string>) => Promise<T>) =>
  withFolder(tree, (root) => work(root, stateOf(root)));

export const textIn = (root: string, path: string) => readFileSync(join(root, path), 'utf8');
export const named = (fixes: readonly { recipeId: string; path: string }[]) =>
  fixes.map(({ recipeId, path }) => `${recipeId} ${path}`);
