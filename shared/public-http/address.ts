import ipaddr from 'ipaddr.js';

/** The only v6 block that IANA hands out for the public internet: https://www.iana.org/assignments/ipv6-address-space/. */
const globalUnicastV6 = ipaddr.parseCIDR('2000::/3');

/**
 * Whether an address is plain global unicast by the IANA special-purpose registries
 * (https://www.iana.org/assignments/iana-ipv4-special-registry/, https://www.iana.org/assignments/iana-ipv6-special-registry/).
 * Private, link-local (so also 169.254.169.254, where clouds keep credentials), shared (CGNAT), unique local and reserved ranges
 * are none; nor are v6 forms that carry a v4 address inside (mapped, NAT64, 6to4, Teredo), since a translator decides what
 * they reach.
 */
export function isPublicAddress(address: string): boolean {
  if (!ipaddr.isValid(address)) return false;
  const parsed = ipaddr.parse(address);
  return parsed.range() === 'unicast' && (parsed.kind() === 'ipv4' || parsed.match(globalUnicastV6));
}

/** By its name alone: a name that somebody else's server leads to this machine is not meant. */
export function isLoopbackHost(host: string): boolean {
  return host === 'localhost' || (ipaddr.isValid(host) && ipaddr.parse(host).range() === 'loopback');
}

/** The host of a URL as a name server or a socket takes it: v6 addresses have no brackets. */
export function hostOf({ hostname }: URL): string {
  return hostname.replace(/^\[|\]$/g, '');
}
