import type { Severity } from '../../issue.ts';
import { functionHead, functionName } from '../../syntax/functions.ts';
import type { FunctionNode } from '../../syntax/node.ts';
import type { Syntax } from '../../syntax/syntax.ts';
import type { SyntaxRule } from '../../syntax/syntax-rule.ts';

/** A measure of functions that says how bad it is by how much it is over. */
export interface FunctionMeasure {
  readonly id: string;
  /** More than this is worth telling; those left out are never reached. */
  readonly limits: { readonly low: number; readonly medium?: number; readonly high?: number };
  readonly measure: (fn: FunctionNode, syntax: Syntax) => number;
  /** Ends the sentence that begins with the function. */
  readonly says: (value: number) => string;
  readonly suggestion: string;
}

/** One issue for each function that is over the lowest limit. */
export function functionRule({ id, limits, measure, says, suggestion }: FunctionMeasure): SyntaxRule {
  return {
    ...{ id, severity: 'low', category: 'complexity', confidence: 95, suggestion },
    check(syntax, found) {
      for (const fn of syntax.tree.functions) {
        const value = measure(fn, syntax);
        const { severity, limit } = bandOf(value, limits);
        if (!severity) continue;
        const name = functionName(fn, syntax.tree);
        const subject = name === undefined ? 'This function' : `The function "${name}"`;
        found(functionHead(fn, syntax.tree), `${subject} ${says(value)} (at most ${limit}).`, { severity });
      }
    },
  };
}

function bandOf(value: number, { low, medium, high }: FunctionMeasure['limits']) {
  const bands: readonly (readonly [Severity, number | undefined])[] = [
    ['high', high],
    ['medium', medium],
    ['low', low],
  ];
  const band = bands.find(([, limit]) => limit !== undefined && value > limit);
  return { severity: band?.[0], limit: low };
}
