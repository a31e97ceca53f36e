import type { NativeDetector } from '../../detect/detector.ts';
import type { Finding } from '../../issue.ts';
import { compile } from './compile.ts';
import { type OwnError, withoutMissingPackages } from './missing-packages.ts';
import { programsOf } from './programs.ts';
import { stageTree } from './staged-tree.ts';
import { weightOf } from './weight.ts';

/**
 * Type errors, found by the compiler in copies of the files under a configuration of ours. Packages are not installed: what
 * follows from that is left out.
 */
export const detector: NativeDetector = {
  id: 'typescript',
  checkWorkspace: async (workspace, run) => {
    const programs = programsOf(workspace);
    if (programs.length === 0) return [];
    const tree = await stageTree(run.scratch, workspace);
    const waiting = programs.entries();
    const own: OwnError[][] = [];
    const work = async () => {
      for (const [nth, program] of waiting) {
        const diagnostics = await compile(program, tree, { ...run, name: `tsconfig.${nth}` });
        own[nth] = withoutMissingPackages(diagnostics, workspace.files);
      }
    };
    await Promise.all(Array.from({ length: compilersAtOnce }, work));
    return own.flat().map((diagnostic) => findingOf(diagnostic));
  },
};

/** With one thread that checks each: together they are faster, and the words of a message do not depend on it. */
const compilersAtOnce = 2;

function findingOf({ file, line, column, code, message, isCertain }: OwnError): Finding {
  const weight = weightOf(code);
  // What a missing package would prove is not known, so that a value may be there after all.
  const isDoubtful = !isCertain && weight.category === 'possibly-undefined';
  return {
    ...{ file: file.path, line, column, ruleId: `ts${code}`, ...weight, ...(isDoubtful && { severity: 'low' }) },
    ...{ message, confidence: confidenceOf(isCertain, isDoubtful) },
  };
}

function confidenceOf(isCertain: boolean, isDoubtful: boolean): number {
  if (isDoubtful) return 55;
  return isCertain ? 95 : 80;
}
