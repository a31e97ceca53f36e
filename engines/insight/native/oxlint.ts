import * as z from 'zod';
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

/** Of `oxlint -f json`; offsets are bytes. */
const Report = z.object({
  diagnostics: z.array(
    z.object({
      message: z.string(),
      code: z.string().optional(),
      help: z.string().optional(),
      filename: z.string(),
      labels: z.array(z.object({ span: z.object({ offset: z.int().min(0), length: z.int().min(0) }) })),
    }),
  ),
});

export type OxlintDiagnostic = Omit<z.infer<typeof Report>['diagnostics'][number], 'code'> & {
  /** Without its plugin; none for a syntax error. */
  readonly ruleId: string | undefined;
};

/** @throws when the report is not one of oxlint. */
export function oxlintDiagnosticsIn(report: string): OxlintDiagnostic[] {
  return Report.parse(JSON.parse(report)).diagnostics.map(({ code = '', ...said }) => ({
    ...said,
    // `eslint-plugin-unicorn(no-thenable)`
    ruleId: /\(([^()]+)\)$/.exec(code)?.[1],
  }));
}
