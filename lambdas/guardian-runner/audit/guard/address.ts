import ipaddr from 'ipaddr.js';
import { isPublicAddress } from '../../../../shared/public-http/address.ts';

export type AddressVerdict =
  | { readonly kind: 'public' | 'loopback' }
  | { readonly kind: 'refused'; readonly range: string };

/** Where an address leads: what is not plain global unicast is refused, by the name of its range. */
export function judgeAddress(address: string): AddressVerdict {
  if (!ipaddr.isValid(address)) return { kind: 'refused', range: 'not an address' };
  if (isPublicAddress(address)) return { kind: 'public' };
  const range = ipaddr.parse(address).range();
  if (range === 'loopback') return { kind: 'loopback' };
  return { kind: 'refused', range: range === 'unicast' ? 'not global unicast' : range };
}
