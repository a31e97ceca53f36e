import { connect } from 'node:net';
import { type Clock, systemClock } from '../../../local/aws/service.ts';
import type { AuthorizerDefinition, HttpApiDefinition, RouteDefinition } from '../../../local/http-api/definition.ts';
import {
  type AccessLogEntry,
  createHttpApi,
  type HttpApi,
  type HttpApiOptions,
} from '../../../local/http-api/http-api.ts';
import type { InvokeOptions, InvokeResult, Invoker } from '../../../local/lambda/invoker.ts';

type Run = (event: Record<string, unknown>, options: InvokeOptions) => unknown;

/** Stands in for Lambda: functions of the test itself, and what they were called with. */
export class FakeLambda implements Invoker {
  readonly events: Record<string, unknown>[] = [];
  readonly #functions: Record<string, Run>;

  constructor(functions: Record<string, Run>) {
    this.#functions = functions;
  }

  async invoke(functionName: string, payload: unknown, options: InvokeOptions = {}): Promise<InvokeResult> {
    const event = { ...Object(JSON.parse(JSON.stringify(payload))) };
    this.events.push(event);
    const run = this.#functions[functionName];
    if (!run) throw new Error(`The test has no function ${functionName}.`);
    return { payload: await run(event, options) };
  }
}

export function route(routeKey: string, overrides: Partial<RouteDefinition> = {}): RouteDefinition {
  return { routeKey, functionName: 'fn', timeoutMs: 30_000, ...overrides };
}

export function authorizer(overrides: Partial<AuthorizerDefinition> = {}): AuthorizerDefinition {
  return {
    id: 'auth1',
    functionName: 'auth',
    identitySource: ['$request.header.Authorization'],
    resultTtlSeconds: 300,
    simpleResponses: true,
    ...overrides,
  };
}

export interface Started {
  readonly url: string;
  readonly api: HttpApi;
  readonly log: AccessLogEntry[];
  readonly errors: unknown[];
}

const running: HttpApi[] = [];

export async function start(
  definition: Partial<HttpApiDefinition>,
  lambda: Invoker,
  overrides: Partial<HttpApiOptions> & { clock?: Clock } = {},
): Promise<Started> {
  const log: AccessLogEntry[] = [];
  const errors: unknown[] = [];
  const api = createHttpApi({
    definition: { id: 'api123', routes: [route('$default')], ...definition },
    lambda,
    clock: systemClock,
    accountId: '000000000000',
    region: 'eu-central-1',
    stage: '$default',
    accessLog: (entry) => void log.push(entry),
    onError: (error) => void errors.push(error),
    ...overrides,
  });
  running.push(api);
  const { url } = await api.listen(0, '127.0.0.1');
  return { url, api, log, errors };
}

export async function closeAll(): Promise<void> {
  await Promise.all(running.splice(0).map((api) => api.close()));
}

/** Sends bytes as they are and returns all that comes back until the server closes. */
export async function raw(url: string, bytes: string): Promise<string> {
  const socket = connect(Number(new URL(url).port), '127.0.0.1');
  // The server may close while bytes it will not read are still under way.
  socket.on('error', () => undefined);
  socket.write(bytes, 'latin1');
  let received = '';
  socket.setEncoding('utf8').on('data', (chunk: string) => {
    received += chunk;
  });
  await new Promise((resolve) => socket.once('close', resolve));
  return received;
}
