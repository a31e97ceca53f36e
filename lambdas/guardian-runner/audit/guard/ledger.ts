import { GuardRefusal, type ReachFailure, type ReachFailureCode, type RefusalCode } from './resolve-host.ts';

/** One connection that the guard did not make, or could not. */
export interface Denial {
  readonly kind: 'refused' | 'unreachable';
  readonly host: string;
  readonly port: number;
  readonly code: RefusalCode | ReachFailureCode;
  readonly detail: string;
}

/** What the guard saw during one audit: bytes in both directions, and every denial once per host and port. */
export class Ledger {
  readonly #maxBytes: number;
  readonly #denials = new Map<string, Denial>();
  readonly #overBudget = new AbortController();
  #bytes = 0;

  constructor(maxBytes: number) {
    this.#maxBytes = maxBytes;
  }

  /** Aborts when the audit has moved more bytes than it may. */
  get overBudget(): AbortSignal {
    return this.#overBudget.signal;
  }

  get bytes(): number {
    return this.#bytes;
  }

  count(bytes: number): void {
    this.#bytes += bytes;
    if (this.#bytes > this.#maxBytes && !this.overBudget.aborted) {
      this.#overBudget.abort(new Error(`More than ${this.#maxBytes} bytes were transferred.`));
    }
  }

  deny(host: string, port: number, error: GuardRefusal | ReachFailure): void {
    const kind = error instanceof GuardRefusal ? 'refused' : 'unreachable';
    const key = authority(host, port);
    if (!this.#denials.has(key)) this.#denials.set(key, { kind, host, port, code: error.code, detail: error.message });
  }

  denialOf(host: string, port: number): Denial | undefined {
    return this.#denials.get(authority(host, port));
  }

  get refusals(): Denial[] {
    return [...this.#denials.values()].filter((denial) => denial.kind === 'refused');
  }
}

function authority(host: string, port: number): string {
  return `${host}:${port}`;
}
