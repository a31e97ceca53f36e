import { isIP } from 'node:net';
import { hostOf, isLoopbackHost, isPublicAddress } from '../../../shared/public-http/address.ts';

/** Names that lead nowhere on the public internet: RFC 6761, 6762, 7686, 8375, and what ICANN reserved for private use. */
const privateNames = ['localhost', 'local', 'internal', 'invalid', 'test', 'example', 'onion', 'alt', 'home.arpa'];

export const maxUrlLength = 2_048;

/**
 * Says at once what would never be delivered. It protects nothing: a name may lead anywhere by the time of a delivery, so the guard
 * there resolves it, and looks at the address that it connects to.
 * @param allowsLoopback stage `local`: http to this machine
 * @returns the URL as WHATWG writes it (`127.1` is `127.0.0.1`, IDN are punycode), or what is wrong with it
 */
export function checkEndpointUrl(
  text: string,
  { allowsLoopback }: { readonly allowsLoopback: boolean },
): { readonly url: string } | { readonly problem: string } {
  const url = URL.parse(text);
  if (!url || text.length > maxUrlLength || url.href.length > maxUrlLength) {
    return { problem: `Not a URL of at most ${maxUrlLength} characters` };
  }
  const isLocal = allowsLoopback && isLoopbackHost(hostOf(url));
  const problem = formProblem(text, url, isLocal) ?? (isLocal ? undefined : hostProblem(hostOf(url)));
  return problem === undefined ? { url: url.href } : { problem };
}

function formProblem(text: string, url: URL, isLocal: boolean): string | undefined {
  if (url.protocol !== 'https:' && !(isLocal && url.protocol === 'http:')) return 'Only https is delivered to';
  if (url.username !== '' || url.password !== '') return 'A URL must not hold a name or password';
  if (text.includes('#')) return 'A fragment (#…) is never sent; leave it out';
  const port = Number(url.port || 443);
  // Below 1024 are other protocols' servers (mail, SSH, DNS), which a request with a chosen host should not reach from us; above it
  // is where people run their own, e.g. 8443.
  if (!isLocal && port !== 443 && port < 1_024) return 'The port must be 443, or 1024 and above';
  return undefined;
}

function hostProblem(host: string): string | undefined {
  if (isIP(host)) return isPublicAddress(host) ? undefined : `${host} is not an address of the public internet`;
  // A certificate never names it so, and it would be another text for the same host.
  if (host.endsWith('.')) return 'Leave out the dot at the end of the host';
  if (!host.includes('.')) return 'The host must be a full name, such as hooks.example.com';
  const reserved = privateNames.find((name) => host === name || host.endsWith(`.${name}`));
  return reserved === undefined ? undefined : `Names below .${reserved} are not on the public internet`;
}
