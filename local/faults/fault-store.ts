import type { Clock } from '../aws/service.ts';
import { FaultPlan, type FaultPlanInput, type FaultRule, type InjectedFault } from './plan.ts';
import { randomOf } from './random.ts';

export type FaultName = FaultRule['fault'];
type RuleOf<F extends FaultName> = Extract<FaultRule, { fault: F }>;

interface Armed {
  readonly id: string;
  readonly rule: FaultRule;
  readonly random: () => number;
  left: number;
}

/** What was injected beyond this is dropped, the oldest first. */
const logLimit = 100_000;

/** The plan that is in force, its decisions and what came of them. */
export class FaultStore {
  readonly #clock: Clock;
  #plan: FaultPlan | undefined;
  #putAt = 0;
  #armed = new Map<FaultName, Armed[]>();
  #log: InjectedFault[] = [];
  #count = 0;

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  /** Without a plan nothing is asked, so it costs nothing. */
  get isActive(): boolean {
    return this.#plan !== undefined;
  }

  get plan(): FaultPlan | undefined {
    return this.#plan;
  }

  /** Begins anew with the decisions of this plan and an empty log. @throws ZodError for what is no plan */
  put(given: FaultPlanInput): FaultPlan {
    const plan = FaultPlan.parse(given);
    this.clear();
    this.#log = [];
    this.#count = 0;
    this.#plan = plan;
    this.#putAt = this.#clock.now();
    for (const [index, rule] of plan.rules.entries()) {
      const id = rule.id ?? String(index);
      const armed = { id, rule, random: randomOf(plan.seed, `${index} ${id}`), left: rule.count ?? Infinity };
      this.#armed.set(rule.fault, [...(this.#armed.get(rule.fault) ?? []), armed]);
    }
    return plan;
  }

  /** Ends all faults; the log stays. */
  clear(): void {
    this.#plan = undefined;
    this.#armed = new Map();
  }

  /** In the order in which it happened. */
  log(): readonly InjectedFault[] {
    return this.#log;
  }

  /**
   * The first rule of this fault that fits, applies now and hits by its probability. A hit counts; `record` it once it has
   * happened.
   */
  hit<F extends FaultName>(fault: F, fits: (rule: RuleOf<F>) => boolean): Hit<F> | undefined {
    const rules = this.#armed.get(fault);
    if (!rules) return undefined;
    const seconds = (this.#clock.now() - this.#putAt) / 1_000;
    for (const armed of rules) {
      const { rule } = armed;
      if (!isOf(rule, fault) || armed.left === 0) continue;
      if (seconds < (rule.from ?? 0) || seconds >= (rule.to ?? Infinity) || !fits(rule)) continue;
      if (armed.random() >= rule.probability) continue;
      armed.left -= 1;
      return { rule, record: (target, detail) => this.#record(armed, target, detail) };
    }
    return undefined;
  }

  #record({ id, rule }: Armed, target: string, detail: string | undefined): void {
    const at = new Date(this.#clock.now()).toISOString();
    this.#log.push({ at, number: ++this.#count, rule: id, fault: rule.fault, target, ...(detail && { detail }) });
    if (this.#log.length > logLimit) this.#log.shift();
  }
}

export interface Hit<F extends FaultName> {
  readonly rule: RuleOf<F>;
  record(target: string, detail?: string): void;
}

function isOf<F extends FaultName>(rule: FaultRule, fault: F): rule is RuleOf<F> {
  return rule.fault === fault;
}

/** `*` stands for anything, everything else for itself. */
export function matches(pattern: string, name: string): boolean {
  const escaped = pattern.split('*').map((part) => part.replace(/[.*+?^${}()|[\]\\]/g, '\\$&'));
  return new RegExp(`^${escaped.join('.*')}$`, 's').test(name);
}
