import { describe, expect, it } from 'vitest';
import { judgeAddress } from '../../../../../lambdas/guardian-runner/audit/guard/address.ts';

// https://www.iana.org/assignments/iana-ipv4-special-registry/ and https://www.iana.org/assignments/iana-ipv6-special-registry/
describe('judgeAddress', () => {
  it.each(['1.1.1.1', '93.184.216.34', '172.15.0.1', '172.32.0.1', '2606:4700::1111', '2a00:1450:4001::1'])(
    'lets %s through as public',
    (address) => expect(judgeAddress(address)).toEqual({ kind: 'public' }),
  );

  it.each(['127.0.0.1', '127.255.255.254', '::1'])('knows %s as loopback', (address) => {
    expect(judgeAddress(address)).toEqual({ kind: 'loopback' });
  });

  it.each([
    ['0.0.0.0', 'unspecified'],
    ['0.1.2.3', 'unspecified'],
    ['10.0.0.1', 'private'],
    ['100.64.0.1', 'carrierGradeNat'],
    ['169.254.169.254', 'linkLocal'],
    ['172.16.0.1', 'private'],
    ['192.0.0.8', 'reserved'],
    ['192.0.2.1', 'reserved'],
    ['192.168.1.1', 'private'],
    ['198.18.0.1', 'reserved'],
    ['224.0.0.1', 'multicast'],
    ['240.0.0.1', 'reserved'],
    ['255.255.255.255', 'broadcast'],
    ['::', 'unspecified'],
    ['::ffff:10.0.0.1', 'ipv4Mapped'],
    ['::ffff:8.8.8.8', 'ipv4Mapped'],
    ['64:ff9b::a00:1', 'rfc6052'],
    ['64:ff9b:1::1', 'rfc6052'],
    ['2001::1', 'teredo'],
    ['2001:db8::1', 'reserved'],
    ['2002:a00:1::', '6to4'],
    ['fc00::1', 'uniqueLocal'],
    ['fd00:ec2::254', 'uniqueLocal'],
    ['fe80::1', 'linkLocal'],
    ['ff02::1', 'multicast'],
    ['4000::1', 'not global unicast'],
    ['example.com', 'not an address'],
  ])('refuses %s as %s', (address, range) => expect(judgeAddress(address)).toEqual({ kind: 'refused', range }));
});
