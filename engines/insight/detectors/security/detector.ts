import type { FileDetector, ProjectDetector, Report } from '../../detect/detector.ts';
import { LineMap } from '../../source/line-map.ts';
import type { DataFile } from '../../source/source-file.ts';
import { syntaxDetector } from '../../syntax/syntax-rule.ts';
import { reportBidi } from './bidi-characters.ts';
import { securityRules } from './rules.ts';
import { secretsOfCode, secretsOfData } from './secrets/file-secrets.ts';
import { maskingReport } from './secrets/masking.ts';
import { secretFindings } from './secrets/secret-finding.ts';
import { reportSettings } from './settings-rules.ts';

const rules = syntaxDetector('security', securityRules);

/** Secrets and unsafe code in source files. No snippet that it gives shows a secret. */
export const detector: FileDetector = {
  id: 'security',
  checkFile(file, report) {
    const { path, lines, source } = file;
    const { known, assigned, ranges } = secretsOfCode(file);
    const masked = maskingReport(report, source.text, lines, ranges);
    const place = { path, lines, text: source.text };
    for (const each of secretFindings(known, assigned, place)) masked(each);
    reportBidi(path, source.text, lines, masked);
    rules.checkFile(file, masked);
  },
};

/** Secrets and unsafe settings in files of data: `.env`, `.npmrc`, YAML, JSON, keys, pages. Other texts are searched for secrets only. */
export const dataDetector: ProjectDetector = {
  id: 'security',
  checkProject({ workspace }, report) {
    for (const file of workspace.data) {
      const lines = new LineMap(file.text);
      const masked = reportSecrets(file, lines, report);
      reportBidi(file.path, file.text, lines, masked);
      reportSettings(file, lines, masked);
    }
    for (const file of workspace.texts) reportSecrets(file, new LineMap(file.text), report);
  },
};

/** @returns what takes the other findings of this file */
function reportSecrets(file: DataFile, lines: LineMap, report: Report): Report {
  const { path, text } = file;
  const { known, assigned, ranges } = secretsOfData(file);
  const masked = maskingReport(report, text, lines, ranges);
  for (const each of secretFindings(known, assigned, { path, lines, text })) masked(each);
  return masked;
}
