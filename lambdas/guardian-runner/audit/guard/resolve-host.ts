import { lookup } from 'node:dns/promises';
import { isIP } from 'node:net';
import { judgeAddress } from './address.ts';

/** Every address that a name has right now. An argument of the guard, so that a test can play a hostile name server. */
export type Resolver = (host: string) => Promise<readonly string[]>;

export const systemResolver: Resolver = async (host) => {
  const found = await lookup(host, { all: true, verbatim: true });
  return found.map((entry) => entry.address);
};

export type RefusalCode = 'private-address' | 'port-not-allowed' | 'unsupported-request';
export type ReachFailureCode = 'unknown-host' | 'connection-refused' | 'connection-failed' | 'connection-timed-out';

/** The guard's own policy said no. */
export class GuardRefusal extends Error {
  override readonly name = 'GuardRefusal';
  readonly code: RefusalCode;

  constructor(code: RefusalCode, message: string) {
    super(message);
    this.code = code;
  }
}

/** The policy said yes but the other side was not there. */
export class ReachFailure extends Error {
  override readonly name = 'ReachFailure';
  readonly code: ReachFailureCode;

  constructor(code: ReachFailureCode, message: string) {
    super(message);
    this.code = code;
  }
}

export interface ResolvePolicy {
  readonly resolver: Resolver;
  readonly allowLoopback: boolean;
}

/**
 * Resolves a name and returns the addresses that a connection may use. Every address of the name must be allowed: a name
 * that answers with one public and one private address is an attack (or misconfigured) either way.
 */
export async function resolveAllowed(policy: ResolvePolicy, host: string, port: number): Promise<readonly string[]> {
  const addresses = isIP(host) === 0 ? await resolve(policy.resolver, host) : [host];
  if (addresses.length === 0) throw new ReachFailure('unknown-host', `${host} has no address.`);
  for (const address of addresses) assertAllowed(policy, host, port, address);
  return addresses;
}

function assertAllowed(policy: ResolvePolicy, host: string, port: number, address: string): void {
  const verdict = judgeAddress(address);
  if (verdict.kind === 'loopback' && policy.allowLoopback) return;
  if (verdict.kind !== 'public') {
    const range = verdict.kind === 'refused' ? verdict.range : verdict.kind;
    throw new GuardRefusal('private-address', `${host} leads to ${address}, which is not public (${range}).`);
  }
  if (port !== 80 && port !== 443) {
    throw new GuardRefusal('port-not-allowed', `${host}:${port} is neither port 80 nor 443.`);
  }
}

async function resolve(resolver: Resolver, host: string): Promise<readonly string[]> {
  try {
    return await resolver(host);
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw new ReachFailure('unknown-host', `${host} could not be resolved: ${reason}`);
  }
}
