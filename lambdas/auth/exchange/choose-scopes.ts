import { OAuthError } from '../../../shared/oauth-error.ts';
import { Scope } from '../api-key/scope.ts';

/**
 * What is asked for of what may be had; all of it without a wish (RFC 6749 §3.3).
 * @throws OAuthError `invalid_scope` for anything beyond
 */
export function chooseScopes(wish: string | undefined, allowed: readonly Scope[]): Scope[] {
  const words = (wish ?? '').split(' ').filter(Boolean);
  if (words.length === 0) return [...allowed];
  const chosen = new Set<Scope>();
  for (const word of words) {
    const scope = Scope.safeParse(word).data;
    if (!scope || !allowed.includes(scope))
      throw new OAuthError('invalid_scope', 'A scope was asked for that this credential may not have.');
    chosen.add(scope);
  }
  return [...chosen];
}
