import ipaddr from 'ipaddr.js';

export type AddressVerdict =
  | { readonly kind: 'public' | 'loopback' }
  | { readonly kind: 'refused'; readonly range: string };

/**
 * Where an address leads, by the IANA special-purpose registries
 * (https://www.iana.org/assignments/iana-ipv4-special-registry/, https://www.iana.org/assignments/iana-ipv6-special-registry/).
 * Everything that is not plain global unicast is refused by name; so are the v6 forms that carry a v4 address inside
 * (mapped, NAT64, 6to4, Teredo), since what they reach depends on a translator and not on the address.
 */
export function judgeAddress(address: string): AddressVerdict {
  if (!ipaddr.isValid(address)) return { kind: 'refused', range: 'not an address' };
  const parsed = ipaddr.parse(address);
  const range = parsed.range();
  if (range === 'loopback') return { kind: 'loopback' };
  if (range !== 'unicast') return { kind: 'refused', range };
  const isGlobal = parsed.kind() === 'ipv4' || parsed.match(globalUnicastV6);
  return isGlobal ? { kind: 'public' } : { kind: 'refused', range: 'not global unicast' };
}

/** The only v6 block that IANA hands out for the public internet: https://www.iana.org/assignments/ipv6-address-space/. */
const globalUnicastV6 = ipaddr.parseCIDR('2000::/3');
