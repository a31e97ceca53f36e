/** The known name that somebody probably meant; undefined when none is near. */
export function nearest(name: string, known: readonly string[]): string | undefined {
  const begins = known.filter((each) => each.length >= shortest && (name.startsWith(each) || each.startsWith(name)));
  if (begins.length === 1) return begins[0];
  const ranked = known
    .map((each) => ({ each, distance: distanceOf(name.slice(0, longest).toLowerCase(), each.toLowerCase()) }))
    .toSorted((a, b) => a.distance - b.distance || (a.each < b.each ? -1 : 1));
  const [best] = ranked;
  return best && best.distance <= Math.max(1, Math.floor(best.each.length / 3)) ? best.each : undefined;
}

/** `Did you mean …?`, or else all there are, or some of very many. */
export function suggestion(name: string, known: readonly string[]): string {
  const best = nearest(name, known);
  if (best !== undefined) return `Did you mean \`${best}\`?`;
  return known.length > most ? 'Look it up in the documentation.' : `There are: ${known.join(', ')}.`;
}

const longest = 100;
/** With fewer letters, many things begin alike. */
const shortest = 4;
const most = 40;

/** Levenshtein's. */
function distanceOf(a: string, b: string): number {
  let row = Array.from({ length: b.length + 1 }, (_, index) => index);
  for (let i = 1; i <= a.length; i += 1) {
    const next = [i];
    for (let j = 1; j <= b.length; j += 1) {
      const replaced = (row[j - 1] ?? 0) + (a[i - 1] === b[j - 1] ? 0 : 1);
      next.push(Math.min(replaced, (row[j] ?? 0) + 1, (next[j - 1] ?? 0) + 1));
    }
    row = next;
  }
  return row[b.length] ?? 0;
}
