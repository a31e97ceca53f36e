import type { Clock } from '../aws/service.ts';
import type { Instance } from './instance.ts';

export interface PoolOptions {
  readonly start: () => Instance;
  readonly clock: Clock;
  readonly idleMs: number;
  /** How long the last warm instance may idle. */
  readonly lastIdleMs: number;
}

interface Idle {
  readonly instance: Instance;
  readonly since: number;
}

/** The instances of one function: the warmest is reused first, those that idle too long are stopped. */
export class InstancePool {
  readonly #options: PoolOptions;
  readonly #idle: Idle[] = [];
  readonly #busy = new Set<Instance>();
  #cancelSweep: (() => void) | undefined;

  constructor(options: PoolOptions) {
    this.#options = options;
  }

  get idleCount(): number {
    return this.#idle.length;
  }

  get busyCount(): number {
    return this.#busy.size;
  }

  get idleSince(): number {
    return this.#idle[0]?.since ?? Number.POSITIVE_INFINITY;
  }

  takeWarm(): Instance | undefined {
    for (let idle = this.#idle.pop(); idle; idle = this.#idle.pop()) {
      if (!idle.instance.isAlive) continue;
      this.#busy.add(idle.instance);
      return idle.instance;
    }
    return undefined;
  }

  startCold(): Instance {
    const instance = this.#options.start();
    this.#busy.add(instance);
    return instance;
  }

  giveBack(instance: Instance): void {
    this.#busy.delete(instance);
    if (!instance.isAlive) return;
    this.#idle.push({ instance, since: this.#options.clock.now() });
    this.#scheduleSweep();
  }

  stopOldestIdle(): void {
    void this.#idle.shift()?.instance.terminate();
  }

  /** Kills one running instance; false when none runs. */
  killOne(): boolean {
    const [instance] = this.#busy;
    void instance?.terminate();
    return instance !== undefined;
  }

  async stop(): Promise<void> {
    this.#cancelSweep?.();
    const instances = [...this.#idle.splice(0).map((idle) => idle.instance), ...this.#busy];
    await Promise.all(instances.map((instance) => instance.terminate()));
  }

  #scheduleSweep(): void {
    if (this.#cancelSweep) return;
    const oldest = this.#idle[0];
    if (!oldest) return;
    const delay = Math.max(0, oldest.since + this.#limit() - this.#options.clock.now());
    if (delay === Number.POSITIVE_INFINITY) return;
    this.#cancelSweep = this.#options.clock.schedule(delay, () => this.#sweep());
  }

  #sweep(): void {
    this.#cancelSweep = undefined;
    const now = this.#options.clock.now();
    for (let oldest = this.#idle[0]; oldest; oldest = this.#idle[0]) {
      if (oldest.since + this.#limit() > now) break;
      this.stopOldestIdle();
    }
    this.#scheduleSweep();
  }

  #limit(): number {
    const isLast = this.#idle.length + this.#busy.size === 1;
    return isLast ? this.#options.lastIdleMs : this.#options.idleMs;
  }
}
