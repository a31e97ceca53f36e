import {
  type CharSet,
  complement,
  digits,
  everything,
  lineEnds,
  nothing,
  single,
  spaces,
  union,
  withBothCases,
  wordCharacters,
} from './char-set.ts';

/** A set of characters, and where the pattern goes on after it. Undefined: not known. */
export interface Read {
  readonly set: CharSet | undefined;
  readonly next: number;
}

const named: Readonly<Record<string, CharSet>> = {
  d: digits,
  D: complement(digits),
  w: wordCharacters,
  W: complement(wordCharacters),
  s: spaces,
  S: complement(spaces),
};
const controls: Readonly<Record<string, number>> = { n: 10, r: 13, t: 9, v: 11, f: 12, 0: 0, b: 8 };

export const dot = (flags: string): CharSet => (flags.includes('s') ? everything : complement(lineEnds));

/** After the `\` at `at`. */
export function readEscape(source: string, at: number, isInClass: boolean): Read {
  const letter = source[at + 1] ?? '';
  const next = at + 2;
  const set = named[letter];
  if (set) return { set, next };
  if (letter === 'p' || letter === 'P' || letter === 'k') {
    const end = source.indexOf(letter === 'k' ? '>' : '}', next);
    return { set: undefined, next: end < 0 ? next : end + 1 };
  }
  if (/[1-9]/.test(letter) && !isInClass) return { set: undefined, next };
  const hex = /^(?:x([0-9a-fA-F]{2})|u([0-9a-fA-F]{4})|u\{([0-9a-fA-F]{1,6})\})/.exec(source.slice(at + 1, at + 10));
  if (hex) {
    const code = Number.parseInt(hex[1] ?? hex[2] ?? hex[3] ?? '', 16);
    return { set: code > 0xffff ? undefined : single(code), next: at + 1 + hex[0].length };
  }
  if (letter === 'c') return { set: single((source.charCodeAt(next) || 0) % 32), next: next + 1 };
  return { set: single(controls[letter] ?? letter.charCodeAt(0)), next };
}

/** A class in brackets, from the `[` at `at`. */
export function readClass(source: string, at: number, flags: string): Read {
  const isNegated = source[at + 1] === '^';
  const sets: CharSet[] = [];
  let isKnown = !flags.includes('v');
  let position = at + (isNegated ? 2 : 1);
  while (position < source.length && source[position] !== ']') {
    const first = readMember(source, position);
    position = first.next;
    const from = first.set;
    if (!from) isKnown = false;
    const to =
      source[position] === '-' && source[position + 1] !== ']' && isOne(from)
        ? readMember(source, position + 1)
        : undefined;
    if (to && isOne(from) && isOne(to.set)) {
      position = to.next;
      sets.push([[from[0][0], Math.max(from[0][0], to.set[0][0])]]);
    } else sets.push(from ?? nothing);
  }
  const cased = flags.includes('i') ? withBothCases(union(...sets)) : union(...sets);
  return { set: isKnown ? (isNegated ? complement(cased) : cased) : undefined, next: position + 1 };
}

function readMember(source: string, at: number): Read {
  if (source[at] === '\\') return readEscape(source, at, true);
  return { set: single(source.charCodeAt(at)), next: at + 1 };
}

function isOne(set: CharSet | undefined): set is readonly [readonly [number, number]] {
  const [only] = set ?? [];
  return set?.length === 1 && only !== undefined && only[0] === only[1];
}
