import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Place } from './child-reports.ts';
import { runEslint } from './eslint.ts';
import type { Judgement, PlantedFigures } from './figures.ts';
import { runInsight } from './insight.ts';
import { foundOf, leftOf, plantedKinds } from './planted.ts';
import type { Tree } from './source-tree.ts';
import { runTsc } from './tsc.ts';

/** What each tool says of a folder, and what is in it. */
export interface Judged {
  readonly name: string;
  readonly tree: Tree;
  readonly insight: readonly Place[];
  /** Undefined where it was not to be had. */
  readonly eslint: readonly Place[] | undefined;
  readonly tsc: number;
}

/** `paths` are the files to read back; each tool looks at all. */
export async function judge(
  name: string,
  root: string,
  { paths, withEslint }: { readonly paths: Iterable<string>; readonly withEslint: boolean },
): Promise<Judged> {
  return {
    ...{ name, tree: new Map([...paths].map((path) => [path, readFileSync(join(root, path), 'utf8')])) },
    insight: (await runInsight(root)).report.issues,
    eslint: withEslint ? (await runEslint(root)).problems : undefined,
    tsc: (await runTsc(root)).errors,
  };
}

export function judgementOf({ name, tree, insight, eslint, tsc }: Judged): Judgement {
  const plantedLeft = plantedKinds.reduce((sum, kind) => sum + leftOf(kind, tree), 0);
  return { tree: name, insight: insight.length, eslint: eslint?.length, tsc, plantedLeft };
}

/** Kind by kind, from the tree as planted and what two tools have made of it. */
export function plantedFigures(before: Judged, autopilot: Judged, eslint: Judged | undefined): PlantedFigures[] {
  const { tree } = before;
  return plantedKinds.map((kind) => {
    const planted = leftOf(kind, tree);
    const hasRule = kind.eslint.length > 0;
    return {
      ...{ name: kind.name, planted, insightFound: foundOf(kind, kind.insight, before.insight, tree) },
      autopilotFixed: planted - leftOf(kind, autopilot.tree),
      eslintFound: before.eslint && hasRule ? foundOf(kind, kind.eslint, before.eslint, tree) : undefined,
      eslintFixed: eslint && hasRule ? planted - leftOf(kind, eslint.tree) : undefined,
    };
  });
}
