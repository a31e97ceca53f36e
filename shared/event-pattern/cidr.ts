import ipaddr from 'ipaddr.js';
import { invalidPattern } from './invalid-pattern.ts';
import { type TextTest, text } from './text.ts';

/** IPv4 and IPv6 ranges, e.g. `10.0.0.0/24`; an address of the other family never matches. */
export function cidrTest(operand: unknown): TextTest {
  const range = text('cidr', operand);
  if (!ipaddr.isValidCIDR(range)) throw invalidPattern(`Malformed CIDR, one '/' required: ${range}`);
  const [network, bits] = ipaddr.parseCIDR(range);
  return (value) => {
    // `isValid` alone also takes 10.1 or octal forms.
    const isAddress = ipaddr.IPv4.isValidFourPartDecimal(value) || ipaddr.IPv6.isValid(value);
    if (!isAddress) return false;
    const address = ipaddr.parse(value);
    return address.kind() === network.kind() && address.match(network, bits);
  };
}
