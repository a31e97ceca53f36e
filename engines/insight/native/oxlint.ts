import { packageFile } from './package-file.ts';

/** What starts a program; its own arguments come after these. */
export interface Program {
  readonly command: string;
  readonly args: readonly string[];
}

/** The linter: a script for the Node that runs this, with a native binding of its own. */
export function oxlint(): Program {
  return { command: process.execPath, args: [packageFile(['oxlint'], 'bin/oxlint')] };
}
