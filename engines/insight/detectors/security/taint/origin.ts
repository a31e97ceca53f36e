/** Who decides a value: nobody (it is known, or made harmless), whoever sends a request, a link or a command, or somebody not seen from here. */
export type Origin =
  | { readonly kind: 'known' }
  | { readonly kind: 'unknown' }
  | { readonly kind: SourceKind /** As it is written, e.g. `req.query.name`. */; readonly label: string };

/** `browser`: the address, its own window's name, or a message, which another page can choose. */
export type SourceKind = 'request' | 'browser' | 'arguments';
export type Source = Extract<Origin, { readonly label: string }>;

export const known: Origin = { kind: 'known' };
export const unknown: Origin = { kind: 'unknown' };

const danger: Readonly<Record<Origin['kind'], number>> = { known: 0, unknown: 1, arguments: 2, browser: 3, request: 4 };

/** Of what is made of several parts, the part that is least to be trusted decides. */
export function worstOf(origins: Iterable<Origin>): Origin {
  let worst = known;
  for (const origin of origins) if (danger[origin.kind] > danger[worst.kind]) worst = origin;
  return worst;
}

export const isSource = (origin: Origin): origin is Source => origin.kind !== 'known' && origin.kind !== 'unknown';
