/**
 * Runs inside the worker of one function instance: the part that AWS calls the runtime interface client. It is compiled
 * on its own (see `bootstrap-url.ts`) and bundled with what it imports from here.
 */
import { existsSync } from 'node:fs';
import { enableCompileCache, flushCompileCache } from 'node:module';
import { basename, dirname, join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { parentPort, workerData } from 'node:worker_threads';
import type { FunctionError } from './invoker.ts';
import type { FromWorker, Invocation, Start } from './messages.ts';
import { installVirtualDate } from './virtual-date.ts';

type Handler = (event: unknown, context: object) => unknown;

const start: Start = workerData;

function send(message: FromWorker): void {
  parentPort?.postMessage(message);
}

function named(errorType: string, message: string): Error {
  const error = new Error(message);
  error.name = errorType;
  return error;
}

function describe(error: unknown): FunctionError {
  if (!(error instanceof Error)) return { errorType: typeof error, errorMessage: String(error), stackTrace: [] };
  return { errorType: error.name, errorMessage: error.message, stackTrace: (error.stack ?? '').split('\n') };
}

/** Output goes over the same port as results, so that a line always arrives before the reply that followed it. */
function captureOutput(stream: 'stdout' | 'stderr'): void {
  process[stream].write = (chunk: string | Uint8Array, ...rest: unknown[]): boolean => {
    send({ type: 'output', stream, text: typeof chunk === 'string' ? chunk : Buffer.from(chunk).toString('utf8') });
    rest.find((argument): argument is () => void => typeof argument === 'function')?.();
    return true;
  };
}

async function importModule(file: string): Promise<Record<string, unknown>> {
  const path = ['.js', '.mjs', '.cjs'].map((extension) => file + extension).find((candidate) => existsSync(candidate));
  if (!path) throw named('Runtime.ImportModuleError', `Error: Cannot find module '${basename(file)}'`);
  try {
    return await import(pathToFileURL(path).href);
  } catch (error) {
    if (error instanceof SyntaxError) throw named('Runtime.UserCodeSyntaxError', `SyntaxError: ${error.message}`);
    const code = error instanceof Error && 'code' in error ? error.code : undefined;
    if (error instanceof Error && (code === 'ERR_MODULE_NOT_FOUND' || code === 'MODULE_NOT_FOUND')) {
      throw named('Runtime.ImportModuleError', `Error: ${error.message}`);
    }
    throw error;
  }
}

function memberOf(value: unknown, name: string): unknown {
  if ((typeof value !== 'object' || value === null) && typeof value !== 'function') return undefined;
  return Reflect.get(value, name);
}

async function loadHandler(): Promise<Handler> {
  const match = /^([^.]+)\.(.+)$/.exec(basename(start.handler));
  const [, file, exported] = match ?? [];
  if (!file || !exported) throw named('Runtime.MalformedHandlerName', 'Bad handler');
  const module = await importModule(join(start.taskRoot, dirname(start.handler), file));
  const find = (root: unknown): unknown => exported.split('.').reduce(memberOf, root);
  const handler = find(module) ?? find(module.default);
  if (handler === undefined) {
    throw named('Runtime.HandlerNotFound', `${start.handler} is undefined or not exported`);
  }
  if (!isHandler(handler)) throw named('Runtime.HandlerNotFound', `${start.handler} is not a function`);
  // https://docs.aws.amazon.com/lambda/latest/dg/nodejs-handler.html: Node.js 24 dropped callback handlers.
  if (handler.length > 2) {
    throw named('Runtime.CallbackHandlerDeprecated', 'Node.js 24 does not support callback-based function handlers.');
  }
  return handler;
}

function isHandler(value: unknown): value is Handler {
  return typeof value === 'function';
}

/** https://docs.aws.amazon.com/lambda/latest/dg/nodejs-context.html */
function contextOf(invocation: Invocation): object {
  const deadline = performance.now() + invocation.remainingMs;
  return {
    callbackWaitsForEmptyEventLoop: true,
    functionName: process.env.AWS_LAMBDA_FUNCTION_NAME,
    functionVersion: process.env.AWS_LAMBDA_FUNCTION_VERSION,
    invokedFunctionArn: start.functionArn,
    memoryLimitInMB: process.env.AWS_LAMBDA_FUNCTION_MEMORY_SIZE,
    logGroupName: process.env.AWS_LAMBDA_LOG_GROUP_NAME,
    logStreamName: process.env.AWS_LAMBDA_LOG_STREAM_NAME,
    awsRequestId: invocation.requestId,
    getRemainingTimeInMillis: () => Math.max(0, Math.floor(deadline - performance.now())),
  };
}

function serialize(value: unknown): string {
  try {
    return JSON.stringify(value) ?? 'null';
  } catch (error) {
    throw named('Runtime.MarshalError', `Unable to stringify response body as json: ${describe(error).errorMessage}`);
  }
}

async function run(handler: Handler, invocation: Invocation): Promise<void> {
  const { requestId } = invocation;
  // The SDK sends it with each call, so the runtime knows which invocation a call belongs to.
  process.env._X_AMZN_TRACE_ID = invocation.traceId;
  let value: unknown;
  try {
    value = await handler(JSON.parse(invocation.payload), contextOf(invocation));
  } catch (error) {
    send({ type: 'failure', requestId, error: describe(error), kind: 'handled' });
    return;
  }
  try {
    send({ type: 'result', requestId, payload: serialize(value) });
  } catch (error) {
    send({ type: 'failure', requestId, error: describe(error), kind: 'unhandled' });
  }
}

/** The status that the Lambda runtime exits with after an error nobody caught. */
const uncaughtExit = 129;

process.on('uncaughtException', (error) => {
  send({ type: 'fatal', error: describe(error) });
  process.exit(uncaughtExit);
});
process.on('unhandledRejection', (reason) => {
  const error = describe(named('Runtime.UnhandledPromiseRejection', String(reason)));
  const stackTrace = reason instanceof Error ? describe(reason).stackTrace : error.stackTrace;
  send({ type: 'fatal', error: stackTrace ? { ...error, stackTrace } : error });
  process.exit(uncaughtExit);
});
installVirtualDate(start.clockOffset);
captureOutput('stdout');
captureOutput('stderr');
// Beside the code, so that it goes with it. Measured: a fifth of a cold start; where it cannot be written, nothing is lost.
enableCompileCache(join(dirname(start.taskRoot), '.compile-cache'));
try {
  const handler = await loadHandler();
  // A thread that is terminated would leave nothing for the next one.
  flushCompileCache();
  parentPort?.on('message', (invocation: Invocation) => void run(handler, invocation));
  send({ type: 'ready' });
} catch (error) {
  send({ type: 'init-failed', error: describe(error) });
}
