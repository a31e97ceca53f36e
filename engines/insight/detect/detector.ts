import type { DetectorId, Finding } from '../issue.ts';
import type { ParsedFile } from '../source/parsed-file.ts';
import type { Project } from '../source/project.ts';
import type { Workspace } from '../source/source-file.ts';

/** Takes one finding. What is said twice of one place counts once. */
export type Report = (finding: Finding) => void;

/** Looks at one file at a time, in a thread that is ended when a file takes too long. */
export interface FileDetector {
  readonly id: DetectorId;
  readonly checkFile: (file: ParsedFile, report: Report) => void;
}

/** Looks at how all files hang together; runs in the same thread, after the last file. */
export interface ProjectDetector {
  readonly id: DetectorId;
  readonly checkProject: (project: Project, report: Report) => void;
}

/** Has a program look at the workspace, in a process that is ended when it takes too long. */
export interface NativeDetector {
  readonly id: DetectorId;
  readonly checkWorkspace: (workspace: Workspace, run: NativeRun) => Promise<readonly Finding[]>;
}

export interface NativeRun {
  readonly signal: AbortSignal;
  /** An empty folder, for this detector alone. */
  readonly scratch: string;
}
