import { lookup } from 'node:dns/promises';
import { isIP, isIPv6, type LookupFunction } from 'node:net';
import { hostOf, isPublicAddress } from './address.ts';
import { PublicFailure } from './failure.ts';

/** All addresses of a host right now. An argument, so that a test can play a hostile name server. */
export type ResolveHost = (host: string) => Promise<readonly string[]>;

export const systemResolve: ResolveHost = async (host) =>
  (await lookup(host, { all: true, verbatim: true })).map(({ address }) => address);

/**
 * The addresses that a connection to this host may use. One private address among public ones is an attack, or a mistake that
 * would look like one.
 * @throws PublicFailure `dns_failed`, `private_address`; the signal's reason
 */
export async function resolvePublic(resolve: ResolveHost, url: URL, signal: AbortSignal): Promise<readonly string[]> {
  const host = hostOf(url);
  const addresses = isIP(host) ? [host] : await asked(resolve, host, signal);
  if (addresses.length === 0) throw new PublicFailure('dns_failed');
  if (!addresses.every(isPublicAddress)) throw new PublicFailure('private_address');
  return addresses;
}

async function asked(resolve: ResolveHost, host: string, signal: AbortSignal): Promise<readonly string[]> {
  const { promise, reject } = Promise.withResolvers<never>();
  const stop = () => reject(signal.reason);
  signal.addEventListener('abort', stop, { once: true });
  try {
    return await Promise.race([resolve(host), promise]);
  } catch (cause) {
    throw signal.aborted ? signal.reason : new PublicFailure('dns_failed', { cause });
  } finally {
    signal.removeEventListener('abort', stop);
  }
}

/** Leads a connection to these addresses, whatever the name server would say by now. */
export function pinned(addresses: readonly string[]): LookupFunction {
  const entries = addresses.map((address) => ({ address, family: isIPv6(address) ? 6 : 4 }));
  return (_, options, callback) => {
    const [first] = entries;
    if (options.all) callback(null, entries);
    else callback(null, first?.address ?? '', first?.family);
  };
}
