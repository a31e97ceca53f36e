import { single, withBothCases } from './char-set.ts';
import type { Pattern } from './pattern.ts';
import { dot, type Read, readClass, readEscape } from './read-class.ts';

const deepest = 100;
const longest = 5_000;

/** Reads a regular expression of JavaScript in one go from left to right. Undefined: it is longer, or deeper, than a person would write. */
export function readPattern(source: string, flags: string): Pattern | undefined {
  if (source.length > longest) return undefined;
  const reader = new Reader(source, flags);
  const pattern = reader.choice(0);
  return reader.isTooDeep ? undefined : pattern;
}

class Reader {
  isTooDeep = false;
  #at = 0;
  readonly #source: string;
  readonly #flags: string;

  constructor(source: string, flags: string) {
    this.#source = source;
    this.#flags = flags;
  }

  choice(depth: number): Pattern {
    if (depth > deepest) this.isTooDeep = true;
    const options = [this.#sequence(depth)];
    while (this.#source[this.#at] === '|') {
      this.#at += 1;
      options.push(this.#sequence(depth));
    }
    const [only] = options;
    return options.length === 1 && only ? only : { kind: 'choice', options };
  }

  #sequence(depth: number): Pattern {
    const items: Pattern[] = [];
    while (this.#at < this.#source.length && !this.isTooDeep && !/[|)]/.test(this.#source[this.#at] ?? '')) {
      items.push(this.#repeated(this.#atom(depth)));
    }
    const [only] = items;
    return items.length === 1 && only ? only : { kind: 'sequence', items };
  }

  #atom(depth: number): Pattern {
    const character = this.#source[this.#at] ?? '';
    switch (character) {
      case '(':
        return this.#group(depth);
      case '[':
        return this.#take(readClass(this.#source, this.#at, this.#flags));
      case '.':
        return this.#take({ set: dot(this.#flags), next: this.#at + 1 });
      case '^':
      case '$':
        this.#at += 1;
        return { kind: 'assertion' };
      case '\\':
        if (/[bB]/.test(this.#source[this.#at + 1] ?? '')) {
          this.#at += 2;
          return { kind: 'assertion' };
        }
        return this.#take(readEscape(this.#source, this.#at, false));
      default:
        return this.#take({ set: single(character.charCodeAt(0)), next: this.#at + 1 });
    }
  }

  #take({ set, next }: Read): Pattern {
    this.#at = next;
    if (!set) return { kind: 'opaque' };
    return { kind: 'set', set: this.#flags.includes('i') ? withBothCases(set) : set };
  }

  #group(depth: number): Pattern {
    const [opening = '('] =
      /^\((?:\?(?:[:=!]|<[=!]|<[^>]{1,100}>|[a-z-]{1,8}:))?/.exec(this.#source.slice(this.#at, this.#at + 110)) ?? [];
    this.#at += opening.length;
    const inside = this.choice(depth + 1);
    this.#at += 1;
    return /[=!]$/.test(opening) ? { kind: 'assertion' } : inside;
  }

  #repeated(item: Pattern): Pattern {
    const [all, sign, from, comma, to] =
      /^(?:([*+?])|\{(\d{1,9})(?:(,)(\d{0,9}))?\})\??/.exec(this.#source.slice(this.#at, this.#at + 24)) ?? [];
    if (all === undefined) return item;
    this.#at += all.length;
    if (sign)
      return { kind: 'repeat', item, min: sign === '+' ? 1 : 0, max: sign === '?' ? 1 : Number.POSITIVE_INFINITY };
    const min = Number(from);
    const most = to ? Number(to) : Number.POSITIVE_INFINITY;
    return { kind: 'repeat', item, min, max: comma ? most : min };
  }
}
