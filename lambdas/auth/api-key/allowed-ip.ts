/**
 * Whether an address lies in one of these networks (addresses, or CIDR). An IPv4 address that is written as IPv6
 * (`::ffff:192.0.2.1`, RFC 4291 §2.5.5.2) is the IPv4 address. What cannot be read lies nowhere.
 */
export async function isAllowedIp(ip: string, networks: readonly string[]): Promise<boolean> {
  // Few keys are bound to networks; the others do not wait for this.
  const { default: ipaddr } = await import('ipaddr.js');
  if (!ipaddr.isValid(ip)) return false;
  const address = ipaddr.process(ip);
  return networks.some((network) => {
    const [range, bits] = readNetwork(network);
    if (range.kind() !== address.kind()) return false;
    return address.match(range, bits);
  });

  function readNetwork(network: string): [range: typeof address, bits: number] {
    const [range, bits] = network.includes('/') ? ipaddr.parseCIDR(network) : [ipaddr.parse(network), -1];
    const all = range.kind() === 'ipv4' ? 32 : 128;
    const length = bits < 0 ? all : bits;
    const isMapped = range instanceof ipaddr.IPv6 && range.isIPv4MappedAddress() && length >= 96;
    return isMapped ? [range.toIPv4Address(), length - 96] : [range, length];
  }
}
