export const longestGlob = 200;

/** Why a glob cannot be taken; undefined for a good one. What is not understood is refused, never taken for plain text. */
export function whyUnreadableGlob(glob: string): string | undefined {
  if (glob.startsWith('!')) return 'A glob with "!" would take something away again, which no setting can.';
  const strange = /[[\]{}()\\!|]/.exec(glob)?.[0];
  if (strange) {
    return `Globs here know "*", "**" and "?" only, not "${strange}". Write "?" for it in a name, and one glob for each case.`;
  }
  if (glob.trim() !== glob) return 'A glob does not begin or end with white space.';
  const names = glob.replace(/^\//, '').replace(/\/$/, '').split('/');
  if (names.includes('')) return 'A glob has a name between two slashes.';
  if (names.some((name) => name === '..' || name === '.')) return 'A glob has no "." and no ".." in it.';
  return undefined;
}

/**
 * Whether a path with slashes fits a glob. `*` and `?` stand within one name, `**` for any number of names, also none.
 * A glob holds at every depth, as if `**` stood before it, unless it starts with a slash. Case is the caller's to fold.
 *
 * All places of the glob that can be reached are followed at once, so the time is path × glob at worst: a pattern of a
 * stranger cannot make it backtrack, as a regular expression would.
 */
export function compileGlob(glob: string): (path: string) => boolean {
  const anywhere = glob.startsWith('/') ? glob.slice(1) : `**/${glob}`;
  const names = (anywhere.endsWith('/') ? `${anywhere}**` : anywhere).split('/').map(compileName);
  return (path) => follow(names, path.split('/'));
}

interface Token<Item> {
  /** Any number of what fits, also none. */
  readonly isRepeated: boolean;
  readonly fits: (item: Item) => boolean;
}

function compileName(name: string): Token<string> {
  if (name === '**') return { isRepeated: true, fits: () => true };
  const characters = [...name].map(
    (character): Token<string> => ({
      isRepeated: character === '*',
      fits: character === '*' || character === '?' ? () => true : (other) => other === character,
    }),
  );
  return { isRepeated: false, fits: (other) => follow(characters, [...other]) };
}

/** Whether the tokens cover all items, in their order. */
function follow<Item>(tokens: readonly Token<Item>[], items: readonly Item[]): boolean {
  let places = reachable(tokens, [0]);
  for (const item of items) {
    const next: number[] = [];
    for (const place of places) {
      const token = tokens[place];
      if (token?.fits(item)) next.push(token.isRepeated ? place : place + 1);
    }
    places = reachable(tokens, next);
    if (places.size === 0) return false;
  }
  return places.has(tokens.length);
}

/** With what lies behind tokens that may stand for nothing. */
function reachable<Item>(tokens: readonly Token<Item>[], places: readonly number[]): ReadonlySet<number> {
  const all = new Set<number>();
  for (const start of places) {
    let place = start;
    all.add(place);
    while (tokens[place]?.isRepeated) {
      place += 1;
      all.add(place);
    }
  }
  return all;
}
