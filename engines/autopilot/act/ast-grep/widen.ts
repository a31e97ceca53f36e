import type { SgNode } from '@ast-grep/napi';
import type { RuleConfig } from './grammar.ts';

interface Widening {
  readonly expandStart?: RuleConfig['rule'] | undefined;
  readonly expandEnd?: RuleConfig['rule'] | undefined;
}

/** The span of a match with the siblings before and after it for which the rules hold, e.g. a comma. */
export function widened(match: SgNode, { expandStart, expandEnd }: Widening): { start: number; end: number } {
  let [first, last] = [match, match];
  for (let node = match.prev(); expandStart && node?.matches({ rule: expandStart }); node = node.prev()) first = node;
  for (let node = match.next(); expandEnd && node?.matches({ rule: expandEnd }); node = node.next()) last = node;
  return { start: first.range().start.index, end: last.range().end.index };
}
