import { lookup } from 'node:dns/promises';
import { request as requestHttp } from 'node:http';
import { request as requestHttps } from 'node:https';
import { isIP, isIPv6, type LookupFunction } from 'node:net';
import ipaddr from 'ipaddr.js';
import { IssuerFailure, isLoopback } from './issuer.ts';

/** Replies the JSON at a URL. @throws IssuerFailure */
export type FetchDocument = (url: string) => Promise<unknown>;

export interface Reach {
  /** All addresses of a host; a test can play a hostile name server with it. */
  readonly resolve: (host: string) => Promise<readonly string[]>;
  /** Stage `local` only. */
  readonly allowsLoopback: boolean;
  readonly timeoutMs: number;
}

const maxBytes = 64 * 1024;

export const systemReach = {
  resolve: async (host: string) => (await lookup(host, { all: true })).map(({ address }) => address),
  timeoutMs: 5_000,
} as const;

/**
 * Reads public documents and nothing else: https on its usual port, only addresses of the public internet, the ones that were
 * checked (so a second answer of the name server is never asked for), no redirects, little time, little data.
 */
export function createFetchDocument(reach: Reach): FetchDocument {
  return async (text) => {
    const url = URL.parse(text);
    const isLocal = reach.allowsLoopback && isLoopback(text);
    if (!url || (!isLocal && (url.protocol !== 'https:' || url.port !== '' || url.username !== ''))) {
      throw new IssuerFailure('Its documents must be at an https URL without a port.');
    }
    const signal = AbortSignal.timeout(reach.timeoutMs);
    try {
      const addresses = isLocal ? ['127.0.0.1'] : await publicAddresses(reach, url, signal);
      return parsed(await read(url, addresses, signal));
    } catch (error) {
      if (error instanceof IssuerFailure) throw error;
      throw new IssuerFailure('Its documents could not be read.', { cause: error });
    }
  };
}

async function publicAddresses(reach: Reach, { hostname }: URL, signal: AbortSignal): Promise<readonly string[]> {
  const host = hostname.replace(/^\[|\]$/g, '');
  const addresses = isIP(host) ? [host] : await Promise.race([reach.resolve(host), aborted(signal)]);
  // One private address among public ones is an attack, or a mistake that would look like one.
  if (addresses.length > 0 && addresses.every(isPublic)) return addresses;
  throw new IssuerFailure('Its host is not on the public internet.');
}

/** Global unicast by the IANA registries; v6 forms with a v4 address inside have ranges of their own, and are none. */
function isPublic(address: string): boolean {
  if (!ipaddr.isValid(address)) return false;
  const parsed = ipaddr.parse(address);
  return parsed.range() === 'unicast' && (parsed.kind() === 'ipv4' || parsed.match(ipaddr.parseCIDR('2000::/3')));
}

async function read(url: URL, addresses: readonly string[], signal: AbortSignal): Promise<Buffer> {
  const { promise, resolve, reject } = Promise.withResolvers<Buffer>();
  const request = url.protocol === 'https:' ? requestHttps : requestHttp;
  const options = { lookup: pinned(addresses), signal, agent: false, headers: { accept: 'application/json' } };
  const sent = request(url, options, (reply) => {
    const chunks: Buffer[] = [];
    let size = 0;
    const fail = (why: string) => sent.destroy(new IssuerFailure(why));
    if (reply.statusCode !== 200)
      return fail(`Its documents answered ${reply.statusCode}; redirects are not followed.`);
    reply.on('data', (chunk: Buffer) => {
      size += chunk.length;
      if (size > maxBytes) fail('A document of it is larger than 64 KiB.');
      else chunks.push(chunk);
    });
    reply.on('error', reject);
    reply.on('end', () => resolve(Buffer.concat(chunks)));
  });
  sent.on('error', reject);
  sent.end();
  return promise;
}

function pinned(addresses: readonly string[]): LookupFunction {
  const entries = addresses.map((address) => ({ address, family: isIPv6(address) ? 6 : 4 }));
  return (_, options, callback) => {
    const [first] = entries;
    if (options.all) callback(null, entries);
    else callback(null, first?.address ?? '', first?.family);
  };
}

function parsed(bytes: Buffer): unknown {
  try {
    return JSON.parse(bytes.toString('utf8'));
  } catch (cause) {
    throw new IssuerFailure('A document of it is not JSON.', { cause });
  }
}

function aborted(signal: AbortSignal): Promise<never> {
  return new Promise((_, reject) => {
    signal.addEventListener('abort', () => reject(signal.reason), { once: true });
  });
}
