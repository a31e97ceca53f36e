import { isTest, isTooling } from '../../graph/file-role.ts';
import type { Edge, ModuleGraph } from '../../graph/module-graph.ts';
import type { Finding } from '../../issue.ts';

/** Folders that others build on, by their names; and folders that build on others. */
const lower = /^(?:domain|entities|shared|common|core|lib|libs|utils?|helpers|models?|types|constants)$/i;
const upper = /^(?:ui|pages|routes|views|screens|controllers|app|apps|features|widgets)$/i;

/** So many imports must go down for each that goes up, before the way up is the exception and not the way of the house. */
const evident = { atLeast: 5, forEach: 5 } as const;

interface Sides {
  readonly low: string;
  readonly high: string;
}

/** Imports from a lower folder into an upper one beside it, where this repository itself nearly always goes the other way. */
export function layerBreaks({ edges }: ModuleGraph): Finding[] {
  const down = new Map<string, number>();
  const up = new Map<string, (Edge & Sides)[]>();
  for (const edge of edges) {
    if (edge.kind === 'type' || edge.kind === 'elided' || isTest(edge.from) || isTooling(edge.from)) continue;
    const [from, to] = siblings(edge.from, edge.to);
    if (isLayer(from, upper) && isLayer(to, lower)) {
      const key = `${to}\0${from}`;
      down.set(key, (down.get(key) ?? 0) + 1);
    } else if (isLayer(from, lower) && isLayer(to, upper)) {
      const key = `${from}\0${to}`;
      const list = up.get(key) ?? [];
      list.push({ ...edge, low: from, high: to });
      up.set(key, list);
    }
  }
  return [...up].flatMap(([key, breaks]) => {
    const usual = down.get(key) ?? 0;
    const isEvident = usual >= evident.atLeast && usual >= breaks.length * evident.forEach;
    return isEvident ? breaks.map((each) => layerBreak(each, usual)) : [];
  });
}

const isLayer = (folder: string, names: RegExp) => names.test(folder.slice(folder.lastIndexOf('/') + 1));

/** The two folders, side by side, in which two files are; files that share their folder have none. */
function siblings(a: string, b: string): readonly [string, string] {
  const [left, right] = [a.split('/'), b.split('/')];
  const at = left.findIndex((part, index) => part !== right[index]);
  if (at < 0 || at >= left.length - 1 || at >= right.length - 1) return ['', ''];
  return [left.slice(0, at + 1).join('/'), right.slice(0, at + 1).join('/')];
}

function layerBreak({ from, to, asked, low, high }: Edge & Sides, usual: number): Finding {
  return {
    ...{ file: from, line: asked.line, column: asked.column, severity: 'medium' },
    ...{ ruleId: 'layer-break', category: 'structure' },
    message: `${low} imports ${to} from ${high}, which builds on it: ${usual} imports go the other way.`,
    suggestion: `Move what is needed down to ${low}, or pass it in from ${high}.`,
    confidence: 80,
  };
}
