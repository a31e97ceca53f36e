import { randomUUID } from 'node:crypto';
import { AwsError, type Clock, systemClock } from '../aws/service.ts';
import { SharedOffset } from '../clock/shared-offset.ts';
import { AsyncDispatcher } from './async-dispatcher.ts';
import { AsyncStore } from './async-store.ts';
import { bootstrapUrl } from './bootstrap-url.ts';
import type { FunctionDefinition } from './definition.ts';
import { assertEnvironment, type Credentials, environmentOf } from './environment.ts';
import { FunctionRunner } from './function-runner.ts';
import type { InvokeOptions, InvokeResult, Invoker } from './invoker.ts';
import { assertRequestSize } from './payload-limits.ts';
import type { FunctionStats } from './statistics.ts';
import { unpackAsset } from './unpack.ts';

export interface LogLine {
  readonly functionName: string;
  readonly requestId: string;
  readonly line: string;
}

/** A running invocation, shown to the fault injector as it starts. */
export interface RunningInvocation {
  readonly functionName: string;
  readonly requestId: string;
  readonly kill: () => void;
}

/** What may go wrong with invocations on purpose. */
export interface FunctionFaults {
  /** Asked for every invocation: `true` answers as if no instance were free. */
  isThrottled(functionName: string): boolean;
  /** Awaited before the function gets its event. */
  beforeStart(functionName: string): Promise<void> | undefined;
  /** Gives what is to be called when the invocation has ended. */
  started(invocation: RunningInvocation): () => void;
}

export interface LambdaOptions {
  readonly functions: readonly FunctionDefinition[];
  /** Where assets are unpacked: outside every folder that has `node_modules` or a `package.json`. */
  readonly unpackDirectory: string;
  /** Where accepted asynchronous events are kept. */
  readonly stateDirectory: string;
  readonly clock: Clock;
  /** What function timeouts are measured with; real time unless a test says otherwise. */
  readonly executionClock?: Clock;
  /** What the idling of instances is measured with: `clock` unless told. */
  readonly idleClock?: Clock;
  /** How far the time of day of the functions is ahead of real time; they share the memory. None unless told. */
  readonly clockOffset?: SharedArrayBuffer;
  readonly region: string;
  /** URL of the embedded AWS services, asked when an instance starts. */
  readonly endpoint: () => string;
  readonly credentialsFor: (fn: FunctionDefinition) => Credentials;
  /** Sends the record of an asynchronous invocation of `fn` to its destination, with the role of `fn`. */
  readonly deliver: (arn: string, record: unknown, fn: FunctionDefinition) => Promise<void> | void;
  readonly log: (line: LogLine) => void;
  readonly faults?: FunctionFaults;
  /** Instances of all functions together; 64 unless told. */
  readonly maxInstances?: number;
  /** 60,000 unless told. */
  readonly idleMs?: number;
  /** How long the last warm instance of a function may idle, e.g. longer for API functions; `idleMs` unless told. */
  readonly lastIdleMs?: (fn: FunctionDefinition) => number;
}

export interface Lambda extends Invoker {
  /** Accepts an event for later; the invocation is durable once this resolves. */
  invokeAsync(functionName: string, payload: unknown): Promise<{ requestId: string }>;
  /** Kills one running instance of the function; false when none runs. */
  kill(functionName: string): boolean;
  stats(): Record<string, FunctionStats>;
  stop(): Promise<void>;
}

const defaultMaxInstances = 64;
const defaultIdleMs = 60_000;

export async function createLambda(options: LambdaOptions): Promise<Lambda> {
  // Lambda runs in UTC, and the threads of a process share its time zone whatever their own TZ says.
  process.env.TZ = 'UTC';
  const runners = await startRunners(options);
  const runnerOf = (name: string): FunctionRunner => {
    const runner = runners.get(nameOf(name));
    if (runner) return runner;
    throw new AwsError('ResourceNotFoundException', `Function not found: ${name}`, 404, { Type: 'User' });
  };
  const store = new AsyncStore(options.stateDirectory);
  const dispatcher = new AsyncDispatcher({
    store,
    clock: options.clock,
    functionOf: (name) => runnerOf(name).fn,
    run: (event) => runnerOf(event.functionName).run(event.requestId, event.payload),
    deliver: options.deliver,
    deliveryFailed: ({ functionName, requestId }, arn, error) => {
      runnerOf(functionName).counters.destinationFailures += 1;
      options.log({ functionName, requestId, line: `DestinationDeliveryFailures: ${arn}: ${String(error)}` });
    },
    attemptFailed: ({ functionName, requestId }, error) =>
      options.log({ functionName, requestId, line: `ERROR\tThe runtime could not run the event\t${String(error)}` }),
  });
  dispatcher.resume(new Set(runners.keys()));

  const invoke = async (name: string, payload: unknown, invokeOptions: InvokeOptions = {}): Promise<InvokeResult> => {
    const runner = runnerOf(name);
    const body = serialize(payload);
    assertRequestSize(body, 'RequestResponse');
    const result = runner.run(randomUUID(), body);
    return invokeOptions.signal ? untilAborted(result, invokeOptions.signal) : result;
  };

  return {
    invoke,
    invokeAsync: async (name, payload) => {
      const functionName = runnerOf(name).fn.name;
      const body = serialize(payload);
      assertRequestSize(body, 'Event');
      const requestId = randomUUID();
      const now = options.clock.now();
      dispatcher.accept({
        requestId,
        functionName,
        payload: body,
        acceptedAt: now,
        attempts: 0,
        throttles: 0,
        dueAt: now,
      });
      return { requestId };
    },
    kill: (name) => runnerOf(name).pool.killOne(),
    stats: () => Object.fromEntries([...runners].map(([name, runner]) => [name, runner.stats()])),
    stop: async () => {
      dispatcher.stop();
      await Promise.all([...runners.values()].map((runner) => runner.stop()));
      store.close();
    },
  };
}

async function startRunners(options: LambdaOptions): Promise<Map<string, FunctionRunner>> {
  const { clock, executionClock = systemClock, idleClock = clock, region, idleMs = defaultIdleMs } = options;
  const clockOffset = options.clockOffset ?? new SharedOffset().buffer;
  const bootstrap = bootstrapUrl();
  const runners = new Map<string, FunctionRunner>();
  for (const fn of options.functions) {
    assertEnvironment(fn);
    const taskRoot = await unpackAsset(fn.assetPath, options.unpackDirectory);
    const environment = () =>
      environmentOf({ fn, taskRoot, region, endpoint: options.endpoint(), credentials: options.credentialsFor(fn) });
    const runner = new FunctionRunner({
      fn,
      taskRoot,
      bootstrap,
      environment,
      executionClock,
      idleClock,
      clockOffset,
      idleMs,
      lastIdleMs: options.lastIdleMs?.(fn) ?? idleMs,
      hasRoom: () => makeRoom(runners, options.maxInstances ?? defaultMaxInstances),
      log: options.log,
      faults: options.faults,
    });
    runners.set(fn.name, runner);
  }
  return runners;
}

/** The name in a function ARN, with or without `$LATEST`; a plain name is its own. */
function nameOf(nameOrArn: string): string {
  const [, name] = /^arn:[^:]+:lambda:[^:]*:[^:]*:function:([^:]+)(?::\$LATEST)?$/.exec(nameOrArn) ?? [];
  return name ?? nameOrArn;
}

/** Whether one more instance may start; an idle one of another function gives way. */
function makeRoom(runners: ReadonlyMap<string, FunctionRunner>, maxInstances: number): boolean {
  const pools = [...runners.values()].map((runner) => runner.pool);
  const count = pools.reduce((sum, pool) => sum + pool.idleCount + pool.busyCount, 0);
  if (count < maxInstances) return true;
  const idlest = pools.filter((pool) => pool.idleCount > 0).sort((a, b) => a.idleSince - b.idleSince)[0];
  idlest?.stopOldestIdle();
  return idlest !== undefined;
}

/** An empty payload reaches a function as `{}`. */
function serialize(payload: unknown): string {
  return JSON.stringify(payload) ?? '{}';
}

function untilAborted<T>(result: Promise<T>, signal: AbortSignal): Promise<T> {
  return new Promise((resolve, reject) => {
    const abort = () => reject(signal.reason);
    if (signal.aborted) abort();
    signal.addEventListener('abort', abort, { once: true });
    result.then(resolve, reject).finally(() => signal.removeEventListener('abort', abort));
  });
}
