import { isIP } from 'node:net';
import { judgeAddress } from './guard/address.ts';

export type UrlRefusal =
  | 'invalid-url'
  | 'unsupported-scheme'
  | 'credentials-in-url'
  | 'private-host'
  | 'private-address'
  | 'port-not-allowed';

export type UrlCheck = { ok: true; url: URL } | { ok: false; code: UrlRefusal; detail: string };

/** Browsers and proxies agree up to here; longer URLs are only ever attacks or mistakes. */
const longestUrl = 2048;

/** Suffixes that no public resolver answers for: RFC 6761, RFC 6762, RFC 8375, and ICANN's reserved `.internal`. */
const privateSuffixes = ['localhost', 'local', 'internal', 'intranet', 'localdomain', 'home.arpa', 'onion'];

/**
 * Says whether Guardian may be pointed at a URL, before anything is resolved or fetched. The names behind the URL are
 * checked again at connect time by the guard proxy; this check only makes an obvious mistake answer at once.
 *
 * The URL comes back in its canonical form: `http://0x7f.1/` is already `127.0.0.1` (and refused), a trailing dot is
 * gone, an IDN is punycode.
 */
export function checkUrl(input: string, options: { readonly allowLoopback?: boolean } = {}): UrlCheck {
  if (input.length > longestUrl) return refuse('invalid-url', `The URL is longer than ${longestUrl} characters.`);
  if (hasControlCharacter(input.trim())) return refuse('invalid-url', 'The URL contains a control character.');
  const url = URL.parse(input.trim());
  if (!url) return refuse('invalid-url', 'This is not an absolute URL.');
  if (url.protocol !== 'http:' && url.protocol !== 'https:') {
    return refuse('unsupported-scheme', `Only http and https can be tested, not "${url.protocol.slice(0, -1)}".`);
  }
  if (url.username !== '' || url.password !== '') {
    return refuse('credentials-in-url', 'The URL carries a user name or password.');
  }
  if (url.hostname.endsWith('.')) url.hostname = url.hostname.slice(0, -1);
  if (url.hostname === '') return refuse('invalid-url', 'The URL has no host.');
  return checkHost(url, options.allowLoopback ?? false);
}

function checkHost(url: URL, allowLoopback: boolean): UrlCheck {
  const host = bareHost(url);
  if (isLoopbackHost(url) && allowLoopback) return { ok: true, url };
  if (isIP(host) !== 0) {
    const verdict = judgeAddress(host);
    if (verdict.kind !== 'public') {
      const range = verdict.kind === 'refused' ? verdict.range : verdict.kind;
      return refuse('private-address', `${host} is not a public address (${range}).`);
    }
  } else if (!host.includes('.') || privateSuffixes.some((suffix) => host === suffix || host.endsWith(`.${suffix}`))) {
    return refuse('private-host', `${host} is not a public host name.`);
  }
  if (url.port !== '' && url.port !== '80' && url.port !== '443') {
    return refuse('port-not-allowed', `Only ports 80 and 443 can be tested, not ${url.port}.`);
  }
  return { ok: true, url };
}

/** The host without the brackets that a URL puts around an IPv6 address. */
export function bareHost(url: URL): string {
  return url.hostname.replace(/^\[(.*)\]$/, '$1');
}

/** Hosts that browsers treat as this machine and therefore as a secure context: https://w3c.github.io/webappsec-secure-contexts/#is-origin-trustworthy */
export function isLoopbackHost(url: URL): boolean {
  const host = bareHost(url);
  if (isIP(host) !== 0) return judgeAddress(host).kind === 'loopback';
  return host === 'localhost' || host.endsWith('.localhost');
}

function hasControlCharacter(text: string): boolean {
  for (const character of text) {
    const code = character.codePointAt(0) ?? 0;
    if (code < 0x20 || code === 0x7f) return true;
  }
  return false;
}

function refuse(code: UrlRefusal, detail: string): UrlCheck {
  return { ok: false, code, detail };
}
