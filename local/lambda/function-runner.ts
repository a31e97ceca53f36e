import { AwsError, type Clock } from '../aws/service.ts';
import type { FunctionDefinition } from './definition.ts';
import { Instance, type Outcome } from './instance.ts';
import { InstancePool } from './instance-pool.ts';
import type { FunctionError, InvokeResult } from './invoker.ts';
import type { FunctionFaults, LogLine } from './lambda.ts';
import { replySizeError } from './payload-limits.ts';
import { Counters, type FunctionStats } from './statistics.ts';

export interface FunctionRunnerOptions {
  readonly fn: FunctionDefinition;
  readonly taskRoot: string;
  readonly bootstrap: URL;
  readonly environment: () => Record<string, string>;
  readonly executionClock: Clock;
  readonly idleClock: Clock;
  readonly clockOffset: SharedArrayBuffer;
  readonly idleMs: number;
  readonly lastIdleMs: number;
  readonly hasRoom: () => boolean;
  readonly log: (line: LogLine) => void;
  readonly faults: FunctionFaults | undefined;
}

/** https://docs.aws.amazon.com/lambda/latest/dg/gettingstarted-limits.html: concurrent executions of an account. */
const accountConcurrency = 1000;

/** Runs invocations of one function on its instances, within its concurrency. */
export class FunctionRunner {
  readonly fn: FunctionDefinition;
  readonly pool: InstancePool;
  readonly counters = new Counters();
  readonly #options: FunctionRunnerOptions;
  #isStopped = false;

  constructor(options: FunctionRunnerOptions) {
    this.#options = options;
    this.fn = options.fn;
    const { idleClock: clock, idleMs, lastIdleMs } = options;
    this.pool = new InstancePool({ start: () => this.#startInstance(), clock, idleMs, lastIdleMs });
  }

  /** Throws `TooManyRequestsException` where no instance is free and none may start. */
  async run(requestId: string, payload: string): Promise<InvokeResult> {
    const instance = this.#acquire();
    const startedAt = performance.now();
    this.counters.invocations += 1;
    try {
      const delayed = this.#options.faults?.beforeStart(this.fn.name);
      if (delayed) await delayed;
      const running = instance.invoke(requestId, payload);
      const kill = () => void instance.terminate();
      const ended = this.#options.faults?.started({ functionName: this.fn.name, requestId, kill });
      const result = resultOf(await running.finally(ended));
      if ('error' in result) this.#failed(requestId, result.error);
      return result;
    } finally {
      this.counters.addDuration(performance.now() - startedAt);
      this.pool.giveBack(instance);
    }
  }

  stats(): FunctionStats {
    return this.counters.read(this.pool.idleCount, this.pool.busyCount);
  }

  async stop(): Promise<void> {
    this.#isStopped = true;
    await this.pool.stop();
  }

  /** As the Node.js runtime logs it, so that a failure is never only in a reply that nobody reads. */
  #failed(requestId: string, error: FunctionError): void {
    this.counters.errors += 1;
    const line = `ERROR\tInvoke Error\t${JSON.stringify(error)}`;
    this.#options.log({ functionName: this.fn.name, requestId, line });
  }

  #acquire(): Instance {
    if (this.#isStopped) throw new AwsError('ServiceException', 'The local runtime is stopping.', 500);
    if (this.#options.faults?.isThrottled(this.fn.name)) throw this.#throttled();
    const limit = this.fn.reservedConcurrency ?? accountConcurrency;
    if (this.pool.busyCount >= limit) throw this.#throttled();
    const warm = this.pool.takeWarm();
    if (warm) return warm;
    if (!this.#options.hasRoom()) throw this.#throttled();
    this.counters.coldStarts += 1;
    return this.pool.startCold();
  }

  /** https://docs.aws.amazon.com/lambda/latest/api/API_Invoke.html#API_Invoke_Errors */
  #throttled(): AwsError {
    this.counters.throttles += 1;
    const isReserved = this.fn.reservedConcurrency !== undefined;
    const Reason = isReserved
      ? 'ReservedFunctionConcurrentInvocationLimitExceeded'
      : 'ConcurrentInvocationLimitExceeded';
    return new AwsError('TooManyRequestsException', 'Rate Exceeded.', 429, { Reason, Type: 'User' });
  }

  #startInstance(): Instance {
    const { fn, taskRoot, bootstrap, executionClock, clockOffset, environment, log } = this.#options;
    return new Instance({
      fn,
      taskRoot,
      bootstrap,
      executionClock,
      clockOffset,
      environment: environment(),
      output: (line, requestId) => log({ functionName: fn.name, requestId, line }),
    });
  }
}

function resultOf(outcome: Outcome): InvokeResult {
  if (!('payload' in outcome)) return outcome;
  const error = replySizeError(outcome.payload);
  if (error) return { error, kind: 'unhandled' };
  const payload: unknown = JSON.parse(outcome.payload);
  return { payload };
}
