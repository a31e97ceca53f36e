import { jsonBody, jsonError, jsonReply, operationOf } from './json-protocol.ts';
import { type Access, AwsError, type AwsService } from './service.ts';

type Input = Readonly<Record<string, unknown>>;

/** One operation: what IAM must allow, and what it does. `access` must not fail on a malformed input: `run` reports it. */
export interface JsonOperation {
  readonly access: (input: Input) => Access[];
  readonly run: (input: Input) => unknown;
}

/** The same operations without HTTP and without IAM, for the runtime that creates what the template lists. */
export interface Callable {
  call(operation: string, input: Input): unknown;
}

/** An embedded service that speaks AWS JSON 1.1. */
export function createJsonService(options: {
  readonly signingName: string;
  readonly operations: Readonly<Record<string, JsonOperation>>;
  stop(): Promise<void>;
}): AwsService & Callable {
  function operation(name: string): JsonOperation {
    const found = Object.hasOwn(options.operations, name) ? options.operations[name] : undefined;
    if (found) return found;
    const problem = `The local runtime does not support ${options.signingName}:${name}.`;
    throw new AwsError('UnknownOperationException', problem);
  }
  return {
    signingName: options.signingName,
    accesses: async (request) => operation(operationOf(request)).access(jsonBody(request)),
    handle: async (request) => jsonReply(operation(operationOf(request)).run(jsonBody(request)), '1.1'),
    renderError: (error) => jsonError(error, '1.1'),
    call: (name, input) => operation(name).run(input),
    stop: options.stop,
  };
}
