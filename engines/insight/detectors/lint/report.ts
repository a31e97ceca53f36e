import type { Finding } from '../../issue.ts';
import { ByteOffsets } from '../../native/byte-offsets.ts';
import { type OxlintDiagnostic, oxlintDiagnosticsIn } from '../../native/oxlint.ts';
import type { StagedFiles } from '../../native/staged-files.ts';
import { LineMap } from '../../source/line-map.ts';
import type { SourceFile } from '../../source/source-file.ts';
import { appliesTo } from './applies.ts';
import { type LintRule, lintRules } from './rules.ts';

const rulesById = new Map(lintRules.map((rule) => [rule.ruleId, rule]));

/** @throws when the report is not one of oxlint. */
export function findingsOf(report: string, staged: StagedFiles): Finding[] {
  const positions = new Map<string, (byte: number) => { line: number; column: number }>();
  return oxlintDiagnosticsIn(report).flatMap((diagnostic) => {
    const file = staged.fileOf(diagnostic.filename);
    // One without a rule is a syntax error, which another detector tells.
    const rule = rulesById.get(diagnostic.ruleId ?? '');
    if (!file || !rule || !appliesTo(rule, file)) return [];
    const positionOf = positions.get(file.path) ?? positionsIn(file);
    positions.set(file.path, positionOf);
    return [findingOf(diagnostic, rule, { file, positionOf })];
  });
}

function positionsIn({ text }: SourceFile) {
  const lines = new LineMap(text);
  const offsets = new ByteOffsets(text);
  return (byte: number) => lines.positionOf(offsets.unitOf(byte));
}

interface Place {
  readonly file: SourceFile;
  readonly positionOf: (byte: number) => { line: number; column: number };
}

function findingOf({ message, help, labels }: OxlintDiagnostic, rule: LintRule, { file, positionOf }: Place): Finding {
  const { ruleId, severity, category, confidence } = rule;
  // Of several labels, e.g. both keys of a pair, the last in the file is the one too many.
  const span = labels
    .map((label) => label.span)
    .sort((a, b) => a.offset - b.offset)
    .at(rule.at === 'last' ? -1 : 0);
  const { line, column } = positionOf(span?.offset ?? 0);
  const endLine = positionOf((span?.offset ?? 0) + Math.max(0, (span?.length ?? 0) - 1)).line;
  return {
    ...{ file: file.path, line, column, ...(endLine > line && { endLine }) },
    ...{ ruleId, severity, category, confidence },
    message: sentenceOf(message),
    suggestion: help ?? `Change the code to what the rule \`${ruleId}\` of oxlint asks for.`,
  };
}

/** Without what our own options have oxlint add. */
function sentenceOf(message: string): string {
  const said = message.replace(/ Unused \w+ should match \S+$/, '').replace(/[\s.]+$/, '');
  return /[!?]$/.test(said) ? said : `${said}.`;
}
