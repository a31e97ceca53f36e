import * as z from 'zod';

/** RFC 8252 §7.3: a native app listens on a port of its own machine that it learns only when it starts. */
const loopback = /^(http:\/\/(?:127\.0\.0\.1|\[::1\]|localhost))(?::\d{1,5})?(\/[^#]*)?$/;

/**
 * Where an app gets its answer. It is in the form that a URL parser gives it, so that browser and we cannot read it
 * differently: no user, no fragment, no `..`, no wildcard.
 */
export const RedirectUri = z
  .string()
  .max(2_000)
  .refine(isPlain, 'An absolute URL in its normal form, without user, fragment, backslash or wildcard')
  .refine((uri) => uri.startsWith('https://') || loopback.test(uri), 'https, or http on a loopback address');

function isPlain(uri: string): boolean {
  if (!/^[\x21-\x7e]+$/.test(uri) || /[#*\\]/.test(uri) || !URL.canParse(uri)) return false;
  const url = new URL(uri);
  return url.username === '' && url.password === '' && (url.href === uri || url.href === `${uri}/`);
}

/** The same string, but for the port of a loopback address (RFC 9700 §2.1, RFC 8252 §7.3). */
export function isRegistered(uri: string, registered: readonly string[]): boolean {
  const local = loopback.exec(uri);
  return registered.some((each) => {
    if (each === uri) return true;
    const known = loopback.exec(each);
    return known !== null && local !== null && known[1] === local[1] && known[2] === local[2];
  });
}
