import { type CharSet, overlaps } from './char-set.ts';
import { isNullable, type Pattern, type Repeat } from './pattern.ts';
import { readPattern } from './read-pattern.ts';

/** A loop of fewer turns is slow at worst, and not without end. */
const manyTurns = 12;
/** Looks for each character of the pattern; a pattern that needs more is let go, so that the search itself is linear. */
const looksPerCharacter = 60;

/**
 * Whether some text makes the search try twice as many ways with each further character: a loop whose turns can divide the same characters
 * in more than one way, with something after it that can fail. Says nothing of the merely quadratic. What it says is so: a text can be made
 * from it; what it does not find may still be slow.
 */
export function isExponential(source: string, flags: string): boolean {
  const pattern = readPattern(source, flags);
  if (!pattern) return false;
  const search = new Search(source.length * looksPerCharacter);
  return search.hasBadLoop(pattern, false) && !search.isOver;
}

class Search {
  #looks: number;

  constructor(looks: number) {
    this.#looks = looks;
  }

  get isOver(): boolean {
    return this.#looks < 0;
  }

  /** `canFail`: whether there is something to fail at after this pattern. */
  hasBadLoop(pattern: Pattern, canFail: boolean): boolean {
    this.#looks -= 1;
    if (this.isOver) return false;
    switch (pattern.kind) {
      case 'sequence': {
        let fails = canFail;
        for (const item of pattern.items.toReversed()) {
          if (this.hasBadLoop(item, fails)) return true;
          fails ||= !isNullable(item);
        }
        return false;
      }
      case 'choice':
        return pattern.options.some((option) => this.hasBadLoop(option, canFail));
      case 'repeat':
        if (canFail && pattern.max >= manyTurns && this.#isAmbiguous(pattern.item, [], [])) return true;
        return this.hasBadLoop(
          pattern.item,
          canFail || (pattern.max > 1 && !isNullable(pattern.item) && pattern.min > 1),
        );
      default:
        return false;
    }
  }

  /** Whether a part of a loop's body lets one text be matched in two ways, given what is before and after that part in the body. */
  #isAmbiguous(part: Pattern, before: readonly Pattern[], after: readonly Pattern[]): boolean {
    this.#looks -= 1 + before.length + after.length;
    if (this.isOver) return false;
    switch (part.kind) {
      case 'sequence':
        return part.items.some((item, nth) =>
          this.#isAmbiguous(item, [...before, ...part.items.slice(0, nth)], [...part.items.slice(nth + 1), ...after]),
        );
      case 'choice':
        return (
          this.#hasTwoWays(part.options) || part.options.some((option) => this.#isAmbiguous(option, before, after))
        );
      case 'repeat':
        return part.max >= manyTurns
          ? this.#runsOver(part, before, after)
          : this.#isAmbiguous(part.item, before, after);
      default:
        return false;
    }
  }

  /** The inner loop can take what ends this turn and begins the next, so that it does not matter how many turns there are: `(a+)+`. */
  #runsOver({ item }: Repeat, before: readonly Pattern[], after: readonly Pattern[]): boolean {
    const around = [...after, ...before];
    if (item.kind === 'set') return around.every((each) => this.#fitsIn(each, item.set));
    return !isNullable(item) && around.every(isNullable);
  }

  /** One option is a single character, and another can be made of such characters alone: `(a|a)*`, `(\w|\d+)*`. */
  #hasTwoWays(options: readonly Pattern[]): boolean {
    return options.some((option, nth) => {
      if (option.kind !== 'set') return false;
      return options.some((other, at) => at !== nth && !isNullable(other) && this.#fitsIn(other, option.set));
    });
  }

  /** Whether a pattern matches some text of these characters alone, the empty one if it can. */
  #fitsIn(pattern: Pattern, set: CharSet): boolean {
    this.#looks -= 1;
    if (this.isOver) return false;
    switch (pattern.kind) {
      case 'set':
        return overlaps(pattern.set, set);
      case 'sequence':
        return pattern.items.every((item) => this.#fitsIn(item, set));
      case 'choice':
        return pattern.options.some((option) => this.#fitsIn(option, set));
      case 'repeat':
        return pattern.min === 0 || this.#fitsIn(pattern.item, set);
      default:
        return false;
    }
  }
}
