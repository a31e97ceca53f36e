import { isIPv6, type LookupFunction } from 'node:net';
import type { Ledger } from './ledger.ts';
import { GuardRefusal, ReachFailure, type ResolvePolicy, resolveAllowed } from './resolve-host.ts';

/** Connection options for `node:net` and `node:http` that can only reach the addresses that were checked. */
export interface PinnedTarget {
  readonly host: string;
  readonly port: number;
  readonly lookup: LookupFunction;
  /** RFC 8305: tries the checked addresses in turn, since Lambda outside a VPC has no IPv6 route. */
  readonly autoSelectFamily: true;
}

/**
 * Turns host names into pinned targets. A host is resolved once per audit: whatever its name server answers later
 * (DNS rebinding) is never asked for.
 */
export class Connector {
  readonly ledger: Ledger;
  readonly connectTimeoutMs: number;
  readonly #policy: ResolvePolicy;
  readonly #pins = new Map<string, Promise<readonly string[]>>();

  constructor(policy: ResolvePolicy, ledger: Ledger, connectTimeoutMs: number) {
    this.#policy = policy;
    this.ledger = ledger;
    this.connectTimeoutMs = connectTimeoutMs;
  }

  async target(host: string, port: number): Promise<PinnedTarget> {
    try {
      if (this.ledger.overBudget.aborted) {
        throw new ReachFailure('connection-failed', 'The byte budget of this audit is used up.');
      }
      const addresses = await this.#resolveOnce(host, port);
      return { host, port, lookup: pinnedLookup(addresses), autoSelectFamily: true };
    } catch (error) {
      throw this.denied(host, port, error);
    }
  }

  /** Writes down why a connection did not happen, in the guard's own words. */
  denied(host: string, port: number, error: unknown): GuardRefusal | ReachFailure {
    const known = error instanceof GuardRefusal || error instanceof ReachFailure ? error : asReachFailure(error);
    this.ledger.deny(host, port, known);
    return known;
  }

  async #resolveOnce(host: string, port: number): Promise<readonly string[]> {
    const key = `${host}:${port}`;
    const pinned = this.#pins.get(key) ?? resolveAllowed(this.#policy, host, port);
    this.#pins.set(key, pinned);
    return await pinned;
  }
}

function pinnedLookup(addresses: readonly string[]): LookupFunction {
  const entries = addresses.map((address) => ({ address, family: isIPv6(address) ? 6 : 4 }));
  return (_host, options, callback) => {
    const [first] = entries;
    if (options.all) callback(null, entries);
    else if (first) callback(null, first.address, first.family);
  };
}

function asReachFailure(error: unknown): ReachFailure {
  const code = error instanceof Error && 'code' in error ? String(error.code) : '';
  const message = error instanceof Error && error.message !== '' ? error.message : code || String(error);
  if (code === 'ECONNREFUSED') return new ReachFailure('connection-refused', message);
  if (code === 'ETIMEDOUT') return new ReachFailure('connection-timed-out', message);
  return new ReachFailure('connection-failed', message);
}
