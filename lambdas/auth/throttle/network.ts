import ipaddr from 'ipaddr.js';

/** How much of an address counts as one network, in bits. */
export interface Prefix {
  readonly ipv4: number;
  readonly ipv6: number;
}

/** What one customer of a provider usually has at least: one IPv4 address, or 64 bits of IPv6 (RFC 6177). */
export const oneClient: Prefix = { ipv4: 32, ipv6: 64 };

/** `192.0.2.0/24`. IPv4 inside IPv6 is IPv4. What is no address is a network of its own. */
export function networkOf(ip: string, prefix: Prefix): string {
  if (!ipaddr.isValid(ip)) return ip;
  const address = ipaddr.process(ip);
  const bits = address.kind() === 'ipv4' ? prefix.ipv4 : prefix.ipv6;
  const bytes = address.toByteArray().map((byte, at) => byte & (0xff00 >> Math.min(8, Math.max(0, bits - at * 8))));
  return `${ipaddr.fromByteArray(bytes).toString()}/${bits}`;
}
