/** What the `*` of a pattern stands for in a text; empty for a pattern without one; undefined when it does not fit. */
export function matchPattern(pattern: string, text: string): string | undefined {
  const star = pattern.indexOf('*');
  if (star < 0) return pattern === text ? '' : undefined;
  const [before, after] = [pattern.slice(0, star), pattern.slice(star + 1)];
  if (text.length < before.length + after.length || !text.startsWith(before) || !text.endsWith(after)) return undefined;
  return text.slice(before.length, text.length - after.length);
}

/** The patterns that fit, the most exact first, with what their `*` stands for. */
export function matchesOf<T extends { readonly pattern: string }>(
  patterns: readonly T[],
  text: string,
): { readonly match: T; readonly star: string }[] {
  return patterns
    .flatMap((match) => {
      const star = matchPattern(match.pattern, text);
      return star === undefined ? [] : [{ match, star }];
    })
    .toSorted((a, b) => exactness(b.match.pattern) - exactness(a.match.pattern));
}

function exactness(pattern: string): number {
  const star = pattern.indexOf('*');
  return star < 0 ? Number.POSITIVE_INFINITY : star;
}

/** A target with what the `*` of its pattern stands for. A function, since `$&` in a name is no reference. */
export const fillStar = (target: string, star: string) => target.replaceAll('*', () => star);
