import type { Callable } from './json-service.ts';
import { restJsonError, restJsonReply } from './rest-json-protocol.ts';
import { type Access, AwsError, type AwsRequest, type AwsService } from './service.ts';

type Input = Readonly<Record<string, unknown>>;

/** One operation of a REST JSON service. Its input is the body with the query and the labels of the path. */
export interface RestOperation {
  readonly method: string;
  /** Named groups are the labels. */
  readonly path: RegExp;
  readonly access: (input: Input) => Access[];
  readonly run: (input: Input) => unknown;
}

/** An embedded service that speaks AWS REST JSON 1. */
export function createRestService(options: {
  readonly signingName: string;
  readonly operations: Readonly<Record<string, RestOperation>>;
  /** The exception name for a body that is no JSON object. */
  readonly malformed: string;
  stop(): Promise<void>;
}): AwsService & Callable {
  function route(request: AwsRequest): { operation: RestOperation; input: Input } {
    for (const operation of Object.values(options.operations)) {
      const labels = operation.method === request.method ? operation.path.exec(request.path) : null;
      if (labels) return { operation, input: inputOf(request, labels.groups ?? {}, options.malformed) };
    }
    throw unsupported(`${request.method} ${request.path}`);
  }

  function unsupported(what: string): AwsError {
    const problem = `The local runtime does not support ${options.signingName}: ${what}.`;
    return new AwsError('UnknownOperationException', problem, 404);
  }

  return {
    signingName: options.signingName,
    async accesses(request) {
      const { operation, input } = route(request);
      return operation.access(input);
    },
    async handle(request) {
      const { operation, input } = route(request);
      return restJsonReply(operation.run(input));
    },
    renderError: restJsonError,
    call(name, input) {
      const operation = Object.hasOwn(options.operations, name) ? options.operations[name] : undefined;
      if (!operation) throw unsupported(name);
      return operation.run(input);
    },
    stop: options.stop,
  };
}

function inputOf(request: AwsRequest, labels: Readonly<Record<string, string>>, malformed: string): Input {
  const decoded = Object.entries(labels).map(([name, value]) => [name, decodeURIComponent(value)]);
  return { ...bodyOf(request, malformed), ...Object.fromEntries(request.query), ...Object.fromEntries(decoded) };
}

function bodyOf(request: AwsRequest, malformed: string): Record<string, unknown> {
  try {
    const parsed: unknown = JSON.parse(request.body.toString('utf8') || '{}');
    if (typeof parsed === 'object' && parsed !== null && !Array.isArray(parsed)) return { ...parsed };
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error;
  }
  throw new AwsError(malformed, 'The request body is not a JSON object.');
}
