import type { Node } from 'oxc-parser';
import type { Severity } from '../../../issue.ts';
import type { Found } from '../../../syntax/syntax-rule.ts';
import { isSource, type Origin, type SourceKind } from './origin.ts';

interface Grade {
  readonly severity: Severity;
  readonly confidence: number;
}

/** A value that comes to where it does harm. */
export interface Sink {
  readonly at: Node;
  readonly origin: Origin;
  /** A clause that the origin completes: `\`exec\` runs a command of the shell that is made of`. */
  readonly does: string;
}

export interface Grades {
  /** Which sources matter here; who starts a program may do what the program may. */
  readonly sources: readonly SourceKind[];
  readonly source: Grade;
  /** Not given: what is not seen is not told. */
  readonly unknown?: Grade;
}

const chooser: Readonly<Record<SourceKind, string>> = {
  request: 'which a client chooses',
  browser: 'which whoever makes the link, or sends the message, chooses',
  arguments: 'which whoever starts the program chooses',
};
const ofArguments: Grade = { severity: 'medium', confidence: 60 };

/** Reports a sink by what is known of its value; without a known source it is a question more than an answer. */
export function tell(found: Found, { at, origin, does }: Sink, grades: Grades): void {
  if (isSource(origin)) {
    if (!grades.sources.includes(origin.kind)) return;
    const message = `${does} \`${origin.label}\`, ${chooser[origin.kind]}.`;
    found(at, message, origin.kind === 'arguments' ? ofArguments : grades.source);
  } else if (origin.kind === 'unknown' && grades.unknown)
    found(at, `${does} a value that may come from outside.`, grades.unknown);
}
