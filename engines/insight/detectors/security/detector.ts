import type { FileDetector, ProjectDetector } from '../../detect/detector.ts';
import { LineMap } from '../../source/line-map.ts';
import { syntaxOf } from '../../syntax/syntax.ts';
import { syntaxDetector } from '../../syntax/syntax-rule.ts';
import { reportBidi } from './bidi-characters.ts';
import { credentialsIn } from './rules/hardcoded-authorization.ts';
import { securityRules } from './rules.ts';
import type { AssignedSecret } from './secrets/assigned-secret.ts';
import { type KnownSecret, knownSecretsIn } from './secrets/known-secrets.ts';
import type { Range } from './secrets/mask.ts';
import { maskingReport } from './secrets/masking.ts';
import { secretFindings } from './secrets/secret-finding.ts';
import { secretsIn } from './secrets/secrets-in-code.ts';
import { secretsInData } from './secrets/secrets-in-data.ts';
import { reportSettings } from './settings-rules.ts';

const rules = syntaxDetector('security', securityRules);

/** Secrets and unsafe code in source files. No snippet that it gives shows a secret. */
export const detector: FileDetector = {
  id: 'security',
  checkFile(file, report) {
    const { path, lines, source } = file;
    const syntax = syntaxOf(file);
    const known = knownSecretsIn(source.text);
    const assigned = withoutKnown(syntax.tree.nodes.flatMap(secretsIn), known);
    const masked = maskingReport(report, source.text, lines, [
      ...rangesOf(known),
      ...rangesOf(assigned),
      ...credentialsIn(syntax),
    ]);
    const place = { path, lines, text: source.text, isCode: true };
    for (const each of secretFindings(known, assigned, place)) masked(each);
    reportBidi(path, source.text, lines, masked);
    rules.checkFile(file, masked);
  },
};

/** Secrets and unsafe settings in files of data: `.env`, `.npmrc`, YAML, JSON, keys, pages. */
export const dataDetector: ProjectDetector = {
  id: 'security',
  checkProject({ workspace }, report) {
    for (const file of workspace.data) {
      const { path, text } = file;
      const lines = new LineMap(text);
      const known = knownSecretsIn(text);
      const assigned = withoutKnown(secretsInData(path, text), known);
      const masked = maskingReport(report, text, lines, [...rangesOf(known), ...rangesOf(assigned)]);
      const place = { path, lines, text, isCode: false };
      for (const each of secretFindings(known, assigned, place)) masked(each);
      reportBidi(path, text, lines, masked);
      reportSettings(file, lines, masked);
    }
  },
};

const rangesOf = (secrets: readonly { readonly secret: Range }[]): Range[] => secrets.map(({ secret }) => secret);

/** What is told by its format need not be told by its name. Both are in the order of the text. */
function withoutKnown(assigned: readonly AssignedSecret[], known: readonly KnownSecret[]): AssignedSecret[] {
  const sorted = assigned.toSorted((a, b) => a.secret.start - b.secret.start);
  let next = 0;
  return sorted.filter(({ secret }) => {
    while ((known[next]?.secret.end ?? Number.POSITIVE_INFINITY) <= secret.start) next += 1;
    return (known[next]?.secret.start ?? Number.POSITIVE_INFINITY) >= secret.end;
  });
}
