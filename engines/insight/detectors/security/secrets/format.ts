import type { Severity } from '../../../issue.ts';

/** One kind of secret that is told by how it is written. */
export interface SecretFormat {
  /** `secret-…` */
  readonly ruleId: string;
  /** As people call it, e.g. `GitHub token`. */
  readonly name: string;
  /** One of these, in lower case, is in every text that has such a secret: a fast look before the slow one. */
  readonly marks: readonly string[];
  /** Global. Its first group is the secret; without a group all of it is. It must take linear time on any text. */
  readonly pattern: RegExp;
  readonly severity: Severity;
  readonly confidence: number;
  /** Whether its checksum, or what is inside, holds. What fails this only looks like one. */
  readonly isReal?: (secret: string) => boolean;
  /** Whether it can be meant: what fails this is something else, or what every guide has for an example. */
  readonly isMeant?: (secret: string) => boolean;
  /** What makes it less of a secret, by the text that it stands in. */
  readonly isPublicIn?: (text: string) => boolean;
}

/**
 * A pattern for a word of letters, digits, `_` and `-`, which neither begins nor ends inside a longer one. That makes it linear: a search
 * never starts twice in one run of such characters.
 */
export const word = (source: string, flags = 'g'): RegExp => new RegExp(`(?<![\\w-])(?:${source})(?![\\w-])`, flags);

/** A pattern for the value after a name that says what it is: `NAME = "value"`, `name: value`. */
export const namedValue = (name: string, value: string): RegExp =>
  new RegExp(`(?:${name})["'\`]?[ \\t]{0,5}(?::|=>?)[ \\t]{0,5}["'\`]?(${value})(?![\\w+/=-])`, 'gi');
