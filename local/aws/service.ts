import type { IncomingHttpHeaders } from 'node:http';

/** Who signed a request: the runtime itself (`root`), or one function's role from the template. */
export type Principal = { kind: 'root' } | { kind: 'role'; arn: string; functionName: string };

/** One request to an embedded AWS service, after the edge has read its body and named its caller. */
export interface AwsRequest {
  readonly method: string;
  /** Path as sent, still percent-encoded, without the query. */
  readonly path: string;
  readonly query: URLSearchParams;
  /** Lower-case names. */
  readonly headers: IncomingHttpHeaders;
  readonly body: Buffer;
  readonly principal: Principal;
  readonly requestId: string;
  /** Aborted when the caller hangs up, so that a long poll can step back instead of taking messages for nobody. */
  readonly signal?: AbortSignal;
}

export interface AwsResponse {
  readonly status: number;
  readonly headers?: Record<string, string>;
  readonly body?: string | Buffer;
}

/** One permission that IAM must grant before a request runs, in IAM's own words: `sqs:SendMessage` on an ARN. */
export interface Access {
  readonly action: string;
  readonly resource: string;
  /** Condition keys of this request, e.g. `dynamodb:LeadingKeys`. */
  readonly context?: Readonly<Record<string, string | readonly string[]>>;
}

/**
 * An embedded AWS service. The edge calls `accesses`, checks every one against the caller's policies, then `handle`.
 * Both throw `AwsError`; the edge renders it with `renderError` in the protocol of the service.
 */
export interface AwsService {
  /** SigV4 signing name, which is how the edge routes: `dynamodb`, `s3`, `sqs`, `events`, `scheduler`, `secretsmanager`, `ses`. */
  readonly signingName: string;
  accesses(request: AwsRequest): Promise<Access[]>;
  handle(request: AwsRequest): Promise<AwsResponse>;
  renderError(error: AwsError, request: AwsRequest): AwsResponse;
  /** Flushes state to disk and stops timers. The state must also survive a SIGKILL without this call. */
  stop(): Promise<void>;
}

/** An error as the AWS service would answer it. `code` is the exception name that SDK callers branch on. */
export class AwsError extends Error {
  override readonly name = 'AwsError';
  readonly code: string;
  readonly status: number;
  /** Further members of the error body, e.g. `CancellationReasons`. */
  readonly fields: Readonly<Record<string, unknown>>;

  constructor(code: string, message: string, status = 400, fields: Readonly<Record<string, unknown>> = {}) {
    super(message);
    this.code = code;
    this.status = status;
    this.fields = fields;
  }
}

/** Where the runtime's services get the time from, so that a later virtual clock moves all of them. */
export interface Clock {
  /** Milliseconds since the epoch. */
  now(): number;
  /** Runs `callback` once after `delayMs`; the returned function cancels it. Never keeps the process alive. */
  schedule(delayMs: number, callback: () => void): () => void;
}

export const systemClock: Clock = {
  now: () => Date.now(),
  schedule: (delayMs, callback) => {
    const timer = setTimeout(callback, delayMs);
    timer.unref();
    return () => clearTimeout(timer);
  },
};

/** The one account and region that the embedded services live in. */
export const account = { id: '000000000000', region: 'eu-central-1', partition: 'aws' } as const;
