import type { Node } from 'oxc-parser';
import type { FileDetector } from '../detect/detector.ts';
import type { DetectorId, Finding } from '../issue.ts';
import { type Syntax, syntaxOf } from './syntax.ts';

/** What holds for all findings of a rule, where it does not say otherwise of one. */
type Given = 'ruleId' | 'severity' | 'confidence' | 'suggestion' | 'isByHand';

export type Found = (at: Node, message: string, detail?: Partial<Pick<Finding, Given>>) => void;

/** One problem that the syntax of one file shows. */
export interface SyntaxRule extends Pick<Finding, 'severity' | 'category' | 'confidence'> {
  readonly id: string;
  readonly suggestion: string;
  /** Default: all but code of tests. */
  readonly appliesTo?: (syntax: Syntax) => boolean;
  readonly check: (syntax: Syntax, found: Found) => void;
}

/** What every rule but a few is for. */
export const isProduction = ({ isTest }: Syntax): boolean => !isTest;
export const everywhere = (): boolean => true;

/** Asks all rules about each file. A declaration file has no code. */
export function syntaxDetector(id: DetectorId, rules: readonly SyntaxRule[]): FileDetector {
  return {
    id,
    checkFile(file, report) {
      if (file.source.language === 'dts') return;
      const syntax = syntaxOf(file);
      for (const rule of rules) {
        const { appliesTo = isProduction, check, id: ruleId, ...given } = rule;
        if (!appliesTo(syntax)) continue;
        check(syntax, (at, message, detail) => {
          const { severity, category, confidence, suggestion } = given;
          const { line, column } = file.positionOf(at.start);
          const endLine = file.positionOf(at.end).line;
          report({
            ...{ file: file.path, line, column, ...(endLine > line && { endLine }) },
            ...{ ruleId, severity, category, message, suggestion, confidence },
            ...detail,
          });
        });
      }
    },
  };
}
