import type { Intercept } from '../aws/edge.ts';
import type { Clock } from '../aws/service.ts';
import type { ReceiveFaults } from '../aws/sqs/receive-fault.ts';
import type { FunctionFaults } from '../lambda/lambda.ts';
import { isEventDoubled } from './bus-faults.ts';
import { FaultStore } from './fault-store.ts';
import { createFunctionFaults } from './function-faults.ts';
import type { FaultPlan, FaultPlanInput, InjectedFault } from './plan.ts';
import { createQueueFaults } from './queue-faults.ts';
import { checkSend, createServiceFaults } from './service-faults.ts';

/** Faults as a person or a test rules over them. */
export interface Faults {
  /** Replaces the plan in force and empties the log. @throws ZodError for what is no plan */
  put(plan: FaultPlanInput): FaultPlan;
  /** Ends all faults; the log stays. */
  clear(): void;
  /** The plan in force. */
  readonly plan: FaultPlan | undefined;
  /** What was injected, in order. */
  log(): readonly InjectedFault[];
}

/** Where faults happen: each part of the runtime gets the one that concerns it. */
export interface FaultSites {
  readonly intercept: Intercept;
  readonly functions: FunctionFaults;
  readonly receives: ReceiveFaults;
  /** Throws the error that a service gets which sends to this queue. */
  checkSend(queueName: string): void;
  isEventDoubled(ruleArn: string): boolean;
}

/** `clock` is the virtual one, by which rules begin and end; `executionClock` is real time, in which functions run. */
export function createFaults(clocks: { clock: Clock; executionClock: Clock }): { faults: Faults; sites: FaultSites } {
  const store = new FaultStore(clocks.clock);
  const { functions, answered } = createFunctionFaults(store, clocks.executionClock);
  const sites = {
    intercept: createServiceFaults(store, { answered }),
    functions,
    receives: createQueueFaults(store),
    checkSend: (queueName: string) => checkSend(store, queueName),
    isEventDoubled: (ruleArn: string) => store.isActive && isEventDoubled(store, ruleArn),
  };
  return { faults: store, sites };
}
