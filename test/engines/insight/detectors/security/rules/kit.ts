import { detector } from '../../../../../../engines/insight/detectors/security/detector.ts';
import { findingsIn } from '../../../kit.ts';

export interface RuleCase {
  /** Code that the rule tells of. */
  readonly bad: readonly string[];
  /** Code that is nearly the same, and right. */
  readonly good: readonly string[];
}

/** `rule severity confidence` of all that is told of a file with this code. */
export async function toldOf(code: string, path = 'src/a.tsx'): Promise<string[]> {
  const findings = await findingsIn(detector, { [path]: code });
  return findings.map(({ ruleId, severity, confidence }) => `${ruleId} ${severity} ${confidence}`);
}

/** A handler of Express around a statement. */
export const inHandler = (code: string): string => `app.get('/', async (req, res) => { ${code} });`;
