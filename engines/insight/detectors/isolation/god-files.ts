import { isTest } from '../../graph/file-role.ts';
import type { ModuleGraph } from '../../graph/module-graph.ts';
import type { Finding } from '../../issue.ts';

const longest = 800;
const farTooLong = 2_000;

/** Files of more than 800 lines; long tests, declarations and tables of words are no trouble. */
export function godFiles({ paths, modules }: ModuleGraph): Finding[] {
  return paths.flatMap((file): Finding[] => {
    const { lineCount, exports } = modules.get(file) ?? { lineCount: 0, exports: [] };
    if (lineCount <= longest || isTest(file) || isTable(file)) return [];
    return [
      {
        ...{ file, line: 1, column: 1, severity: lineCount > farTooLong ? 'high' : 'medium' },
        ...{ ruleId: 'god-file', category: 'structure' },
        message: `This file has ${lineCount} lines${exports.length > 1 ? ` and exports ${exports.length} names` : ''}: too much for one file to be about.`,
        suggestion: `Split it by its ideas into files of less than ${longest} lines.`,
        confidence: 90,
      },
    ];
  });
}

const isTable = (path: string) =>
  /\.(?:d|data|mock|mocks|output|gen|fixtures?)\.[cm]?[jt]sx?$|(?:^|\/)(?:locales?|i18n|lang|langs|translations|data|mocks?|icons?|migrations|vendor|third[-_]party)\//i.test(
    path,
  );
