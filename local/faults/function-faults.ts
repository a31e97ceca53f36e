import type { AllowedCall } from '../aws/edge.ts';
import type { Clock } from '../aws/service.ts';
import type { FunctionFaults, RunningInvocation } from '../lambda/lambda.ts';
import { requestIdOf } from '../lambda/trace-id.ts';
import { type FaultStore, matches } from './fault-store.ts';

/** An invocation that dies with its n-th call. */
interface Doomed {
  readonly kill: () => void;
  calls: number;
}

/** Faults of functions. `executionClock` is real time, in which functions run. */
export function createFunctionFaults(store: FaultStore, executionClock: Clock) {
  const doomed = new Map<string, Doomed>();

  function started({ functionName, requestId, kill }: RunningInvocation): () => void {
    if (!store.isActive) return () => undefined;
    const hit = store.hit('kill-function', ({ target }) => matches(target.function, functionName));
    if (!hit) return () => undefined;
    const { afterMs, afterCalls } = hit.rule;
    const killNow = () => {
      hit.record(functionName, afterMs === undefined ? `after ${afterCalls} calls` : `after ${afterMs} ms`);
      kill();
    };
    if (afterMs !== undefined) return executionClock.schedule(afterMs, killNow);
    doomed.set(requestId, { kill: killNow, calls: afterCalls ?? 1 });
    return () => void doomed.delete(requestId);
  }

  const functions: FunctionFaults = {
    isThrottled: (functionName) => {
      if (!store.isActive) return false;
      const fits = ({ target }: { target: object }) =>
        'function' in target && typeof target.function === 'string' && matches(target.function, functionName);
      const hit = store.hit('throttle', fits);
      hit?.record(functionName, 'Invoke');
      return hit !== undefined;
    },
    beforeStart: (functionName) => {
      if (!store.isActive) return undefined;
      const hit = store.hit('slow', ({ target }) => matches(target.function, functionName));
      if (!hit) return undefined;
      hit.record(functionName, `${hit.rule.milliseconds} ms`);
      return new Promise((resolve) => void executionClock.schedule(hit.rule.milliseconds, resolve));
    },
    started,
  };

  /** A call that the service has answered: the caller may die before it hears so. */
  function answered({ request }: AllowedCall): void {
    const header = request.headers['x-amzn-trace-id'];
    const requestId = requestIdOf(typeof header === 'string' ? header : undefined);
    const invocation = requestId === undefined ? undefined : doomed.get(requestId);
    if (!invocation || requestId === undefined) return;
    invocation.calls -= 1;
    if (invocation.calls > 0) return;
    doomed.delete(requestId);
    invocation.kill();
  }

  return { functions, answered };
}
