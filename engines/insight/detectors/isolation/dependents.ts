import { isTest, isTooling } from '../../graph/file-role.ts';
import { type ModuleGraph, neighbours } from '../../graph/module-graph.ts';
import type { Finding } from '../../issue.ts';

/** From these numbers on. */
const limits = { fanIn: 50, fanInLines: 300, fanOut: 30, hubIn: 20, hubOut: 20 } as const;

interface Fan {
  readonly file: string;
  readonly fanIn: number;
  readonly fanOut: number;
  readonly lineCount: number;
}

/** Files that many files need, that need many files, or both at once. */
export function dependents(graph: ModuleGraph): Finding[] {
  return fansOf(graph).flatMap(({ file, fanIn, fanOut, lineCount }): Finding[] => {
    const at = { file, line: 1, column: 1, category: 'structure' };
    if (fanIn >= limits.hubIn && fanOut >= limits.hubOut) {
      const message = `${fanIn} files import this one, and it imports ${fanOut}: a change nearly anywhere may break nearly anything.`;
      const suggestion = 'Split it, so that what many need depends on little.';
      return [{ ...at, severity: 'medium', ruleId: 'hub-file', message, suggestion, confidence: 80 }];
    }
    if (fanOut > limits.fanOut) {
      const message = `This file imports ${fanOut} files of this repository: it has to know about all of them.`;
      const suggestion = 'Move parts of its work, with their imports, to files that it can ask.';
      return [{ ...at, severity: 'low', ruleId: 'high-fan-out', message, suggestion, confidence: 75 }];
    }
    // Small and needed by many is what shared code should be.
    if (fanIn > limits.fanIn && lineCount > limits.fanInLines) {
      const message = `${fanIn} files import this one, and it has ${lineCount} lines: each change of what it exports concerns all of them.`;
      const suggestion = 'Keep it small and stable, with tests, or split it by who needs what.';
      return [{ ...at, severity: 'info', ruleId: 'high-fan-in', message, suggestion, confidence: 70 }];
    }
    return [];
  });
}

/** Of code that runs: files of tests and tools count neither as one nor as the other, nor do files that only pass others on. */
function fansOf({ paths, modules, edges }: ModuleGraph): Fan[] {
  const isCode = (path: string) => !isTest(path) && !isTooling(path);
  const counted = edges.filter(({ from, to }) => isCode(from) && isCode(to));
  // What a file loads later, as a router loads its pages, it need not know.
  const outward = neighbours(counted, ['static']);
  const reversed = counted.map((edge) => ({ ...edge, from: edge.to, to: edge.from }));
  const inward = neighbours(reversed, ['static', 'dynamic']);
  return paths.flatMap((file) => {
    const { imports = [], lineCount = 0 } = modules.get(file) ?? {};
    const passes = imports.filter(({ kind }) => kind === 're-export').length;
    if (imports.length > 0 && passes * 2 >= imports.length) return [];
    return [{ file, fanIn: inward.get(file)?.length ?? 0, fanOut: outward.get(file)?.length ?? 0, lineCount }];
  });
}
