import { z } from 'zod';

const pattern = z.string().min(1);
const operations = z.array(z.string().min(1)).min(1);
const seconds = z.number().nonnegative();
const milliseconds = z.number().nonnegative();

/** When and how often a rule applies. */
const occasion = {
  /** Names the rule in the log; its place in the plan unless given. */
  id: z.string().min(1).max(64).optional(),
  /** Of each occasion; 1 unless given. */
  probability: z.number().gt(0).max(1).default(1),
  /** The rule ends after so many faults. */
  count: z.int().positive().optional(),
  /** Seconds of virtual time since the plan was put: the rule applies from then … */
  from: seconds.optional(),
  /** … and until then. */
  to: seconds.optional(),
};

const queue = z.strictObject({ queue: pattern });
const fn = z.strictObject({ function: pattern });
const bus = z.strictObject({ bus: pattern });
/** The calls to one service; those of all its operations unless some are named (`PutItem`, `SendMessage` …). */
const service = z.union([
  z.strictObject({ table: pattern, operations: operations.optional() }),
  z.strictObject({ bucket: pattern, operations: operations.optional() }),
  z.strictObject({ queue: pattern, operations: operations.optional() }),
  z.strictObject({ bus: pattern, operations: operations.optional() }),
]);

/**
 * One kind of fault and where it happens. Names are patterns, in which `*` stands for anything; `…Events-Table*` means every
 * table whose physical name matches.
 */
const Rule = z.discriminatedUnion('fault', [
  /** A received message is received once more, also when the first receiver deletes it. */
  z.strictObject({ ...occasion, fault: z.literal('duplicate'), target: queue }),
  /** A message is received so much later, without counting as received. */
  z.strictObject({ ...occasion, fault: z.literal('delay'), target: queue, seconds: z.number().positive().max(43_200) }),
  /** A message lets others pass that came after it. A FIFO queue keeps the order inside a group. */
  z.strictObject({ ...occasion, fault: z.literal('reorder'), target: queue }),
  /** A message is lost to its receiver and comes back after the visibility timeout. */
  z.strictObject({ ...occasion, fault: z.literal('drop-then-redeliver'), target: queue }),
  /** The instance dies so long after the start, or while its n-th call to AWS is answered: done, but it never hears so. */
  z.strictObject({
    ...occasion,
    fault: z.literal('kill-function'),
    target: fn,
    afterMs: milliseconds.optional(),
    afterCalls: z.int().positive().optional(),
  }),
  z.strictObject({
    ...occasion,
    fault: z.literal('slow'),
    target: fn,
    milliseconds: z.number().positive().max(900_000),
  }),
  /** The error by which the service asks for patience. For a function: TooManyRequestsException. */
  z.strictObject({ ...occasion, fault: z.literal('throttle'), target: z.union([fn, service]) }),
  /**
   * `error`: the service's own 500 or 503. `connection`: the connection breaks. `lost-reply`: the work is done, then the connection
   * breaks, so that the caller cannot know.
   */
  z.strictObject({
    ...occasion,
    fault: z.literal('outage'),
    target: service,
    as: z.enum(['error', 'connection', 'lost-reply']).default('error'),
  }),
  /** Each entry of PutEvents by itself: the call succeeds and says `FailedEntryCount`. */
  z.strictObject({ ...occasion, fault: z.literal('partial-failure'), target: bus }),
  /** A target of a rule of the bus gets the event once more. */
  z.strictObject({ ...occasion, fault: z.literal('duplicate-event'), target: bus }),
]);
export type FaultRule = z.output<typeof Rule>;

/** What goes wrong on purpose. The same seed makes the same decisions, as far as what happens at once allows. */
export const FaultPlan = z
  .strictObject({ seed: z.int(), rules: z.array(Rule).max(1_000) })
  .superRefine((plan, context) => {
    for (const [index, rule] of plan.rules.entries()) {
      const path = ['rules', index];
      if (rule.from !== undefined && rule.to !== undefined && rule.from >= rule.to)
        context.addIssue({ code: 'custom', path, message: 'from must be before to' });
      if (rule.fault === 'kill-function' && (rule.afterMs === undefined) === (rule.afterCalls === undefined))
        context.addIssue({ code: 'custom', path, message: 'kill-function takes either afterMs or afterCalls' });
    }
  });
export type FaultPlan = z.output<typeof FaultPlan>;
export type FaultPlanInput = z.input<typeof FaultPlan>;

/** One fault that was injected. */
export interface InjectedFault {
  /** Virtual time, ISO 8601. */
  readonly at: string;
  /** Grows by one with each. */
  readonly number: number;
  readonly rule: string;
  readonly fault: FaultRule['fault'];
  /** The name of what it happened to. */
  readonly target: string;
  readonly detail?: string;
}
