import * as z from 'zod';
import { AutopilotSettings } from './settings.ts';

export const gatesFilePath = '.odavl/gates.yml';

/** `.odavl/gates.yml` of an upload. */
export const GatesFile = z.strictObject({ version: z.literal(1).default(1), ...AutopilotSettings.shape });
export type GatesFile = z.infer<typeof GatesFile>;

export interface GatesFileProblem {
  /** From 1; not there for what is wrong with the file as a whole. */
  readonly line?: number;
  readonly column?: number;
  readonly message: string;
}

/** The file cannot be understood, so no run may go on: it could have asked for protection. */
export class GatesFileError extends Error {
  override readonly name = 'GatesFileError';
  readonly problems: readonly GatesFileProblem[];

  constructor(problems: readonly GatesFileProblem[], cause?: unknown) {
    const told = problems.map(({ line, message }) => (line ? `Line ${line}: ${message}` : message));
    super(`${gatesFilePath} cannot be used, so nothing is changed. ${told.join(' ')}`, { cause });
    this.problems = problems;
  }
}

/**
 * The path of the file in an upload; undefined when there is none.
 * @throws GatesFileError for a name that is almost right: who wrote it believes that it holds
 */
export function findGatesFile(paths: Iterable<string>): string | undefined {
  let found: string | undefined;
  for (const path of paths) {
    if (path === gatesFilePath) found = path;
    else if (/^\.odavl\/gates\.(?:ya?ml|json)$/i.test(path)) {
      throw new GatesFileError([{ message: `The name must be exactly "${gatesFilePath}", not "${path}".` }]);
    }
  }
  return found;
}
