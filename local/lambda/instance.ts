import { Worker } from 'node:worker_threads';
import type { Clock } from '../aws/service.ts';
import type { FunctionDefinition } from './definition.ts';
import { exited, killed, outOfMemory, timedOut } from './function-errors.ts';
import type { FunctionError } from './invoker.ts';
import { LineSplitter } from './line-splitter.ts';
import { type FromWorker, fromWorkerSchema, type Invocation, type Start } from './messages.ts';
import { traceIdOf } from './trace-id.ts';

/** What came out of one invocation; a payload is still JSON text. */
export type Outcome = { payload: string } | { error: FunctionError; kind: 'handled' | 'unhandled' };

export interface InstanceOptions {
  readonly fn: FunctionDefinition;
  readonly taskRoot: string;
  readonly environment: Record<string, string>;
  readonly bootstrap: URL;
  /** Real time: how long code may run does not follow a virtual clock. */
  readonly executionClock: Clock;
  readonly clockOffset: SharedArrayBuffer;
  readonly output: (line: string, requestId: string) => void;
}

/** Lambda gives the init phase 10 s of its own: https://docs.aws.amazon.com/lambda/latest/dg/lambda-runtime-environment.html */
const initSeconds = 10;

/** What ended a worker that did not simply exit, told for whichever invocation it was running. */
type Cause = (requestId: string) => FunctionError;

/** One execution environment: a worker thread that runs one invocation at a time. */
export class Instance {
  readonly #options: InstanceOptions;
  readonly #worker: Worker;
  readonly #lines: Record<'stdout' | 'stderr', LineSplitter>;
  #state: 'starting' | 'ready' | 'ended' = 'starting';
  #current: { requestId: string; settle: (outcome: Outcome) => void } | undefined;
  #waiting: Invocation | undefined;
  #cause: Cause | undefined;
  #stopTimer: () => void = () => undefined;
  #lastRequestId = '-';

  constructor(options: InstanceOptions) {
    this.#options = options;
    const line = (text: string) => options.output(text, this.#lastRequestId);
    this.#lines = { stdout: new LineSplitter(line), stderr: new LineSplitter(line) };
    this.#worker = this.#startWorker();
  }

  get isAlive(): boolean {
    return this.#state !== 'ended';
  }

  /** Never rejects: everything that can happen to a function is an outcome. */
  invoke(requestId: string, payload: string): Promise<Outcome> {
    this.#lastRequestId = requestId;
    const remainingMs = this.#options.fn.timeoutSeconds * 1000;
    return new Promise((settle) => {
      this.#current = { requestId, settle };
      const invocation = { requestId, payload, remainingMs, traceId: traceIdOf(requestId) };
      if (this.#state === 'ready') this.#send(invocation);
      else this.#waitForInit(invocation);
    });
  }

  /** Ends the thread at once; an invocation in it comes out as killed. */
  async terminate(cause: Cause = killed): Promise<void> {
    this.#cause ??= cause;
    this.#end(1);
    await this.#worker.terminate();
  }

  #startWorker(): Worker {
    const { fn, taskRoot, environment, bootstrap, clockOffset } = this.#options;
    const start: Start = { taskRoot, handler: fn.handler, functionArn: fn.arn, clockOffset };
    const worker = new Worker(bootstrap, {
      workerData: start,
      env: environment,
      argv: [],
      execArgv: [],
      name: fn.name,
      stdout: true,
      stderr: true,
      resourceLimits: { maxOldGenerationSizeMb: fn.memoryMb },
    });
    worker.on('message', (message: unknown) => this.#receive(message));
    worker.on('messageerror', (error) => this.#fail(error));
    worker.on('error', (error) => this.#fail(error));
    worker.on('exit', (code) => this.#end(code));
    // Node's own warnings bypass the captured process.stdout of the bootstrap.
    worker.stdout.setEncoding('utf8').on('data', (text: string) => this.#lines.stdout.push(text));
    worker.stderr.setEncoding('utf8').on('data', (text: string) => this.#lines.stderr.push(text));
    return worker;
  }

  #waitForInit(invocation: Invocation): void {
    if (this.#state === 'ended') {
      this.#settle({ error: killed(invocation.requestId), kind: 'unhandled' });
      return;
    }
    this.#waiting = invocation;
    this.#limit(Math.max(initSeconds, this.#options.fn.timeoutSeconds));
  }

  #send(invocation: Invocation): void {
    this.#limit(this.#options.fn.timeoutSeconds);
    this.#worker.postMessage(invocation);
  }

  #limit(seconds: number): void {
    this.#stopTimer();
    this.#stopTimer = this.#options.executionClock.schedule(seconds * 1000, () => {
      void this.terminate((requestId) => timedOut(requestId, seconds));
    });
  }

  #receive(raw: unknown): void {
    const parsed = fromWorkerSchema.safeParse(raw);
    // The function may post to the same port; what is not ours is not for us.
    if (parsed.success && this.#state !== 'ended') this.#handle(parsed.data);
  }

  #handle(message: FromWorker): void {
    switch (message.type) {
      case 'output':
        this.#lines[message.stream].push(message.text);
        break;
      case 'ready':
        this.#becomeReady();
        break;
      case 'init-failed':
      case 'fatal':
        void this.terminate(() => message.error);
        break;
      case 'result':
        this.#reply(message.requestId, { payload: message.payload });
        break;
      case 'failure':
        this.#reply(message.requestId, { error: message.error, kind: message.kind });
        break;
    }
  }

  #becomeReady(): void {
    this.#state = 'ready';
    const invocation = this.#waiting;
    this.#waiting = undefined;
    if (invocation) this.#send(invocation);
  }

  #reply(requestId: string, outcome: Outcome): void {
    if (this.#current?.requestId === requestId) this.#settle(outcome);
  }

  #settle(outcome: Outcome): void {
    this.#stopTimer();
    this.#flush();
    const current = this.#current;
    this.#current = undefined;
    current?.settle(outcome);
  }

  #fail(error: unknown): void {
    const code = error instanceof Error && 'code' in error ? error.code : undefined;
    if (code === 'ERR_WORKER_OUT_OF_MEMORY') this.#cause ??= outOfMemory;
    const message = error instanceof Error ? error.message : String(error);
    const errorType = error instanceof Error ? error.name : typeof error;
    this.#cause ??= () => ({ errorType, errorMessage: message });
  }

  #end(exitCode: number): void {
    this.#state = 'ended';
    const requestId = this.#current?.requestId ?? this.#lastRequestId;
    const error = this.#cause?.(requestId) ?? exited(requestId, exitCode);
    this.#settle({ error, kind: 'unhandled' });
  }

  #flush(): void {
    this.#lines.stdout.flush();
    this.#lines.stderr.flush();
  }
}
