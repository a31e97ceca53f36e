import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { createRequestListener } from './edge/answer.ts';
import type { Credentials } from './edge/credentials.ts';
import type { Policies } from './iam/policies.ts';
import type { Access, AwsRequest, AwsResponse, AwsService, Clock } from './service.ts';

/** Throw it to break the caller's connection off without an answer, as a service does that cannot be reached. */
export class ConnectionBroken extends Error {
  override readonly name = 'ConnectionBroken';
}

/** One call of an AWS API, for counting and for faults. */
export interface EdgeCall {
  readonly service: string;
  /** `PutItem`, `GetObject` … */
  readonly operation: string;
  readonly functionName?: string;
}

/** A call that IAM has allowed. */
export interface AllowedCall extends EdgeCall {
  readonly request: AwsRequest;
  readonly accesses: readonly Access[];
  /** Lets the service do it, with another request body if one is given. */
  readonly proceed: (body?: Buffer) => Promise<AwsResponse>;
}

export type Intercept = (call: AllowedCall) => Promise<AwsResponse>;

export interface FinishedEdgeCall extends EdgeCall {
  readonly durationMs: number;
  readonly status: number;
  /** Of DynamoDB: how many items it reads or writes; 1 of every other service. */
  readonly items: number;
}

export interface EdgeOptions {
  readonly services: readonly AwsService[];
  readonly credentials: Credentials;
  readonly policies: Policies;
  readonly onCall?: (call: FinishedEdgeCall) => void;
  /** Runs after IAM said yes and in place of the service: calls it or not, throws an `AwsError` or `ConnectionBroken`. */
  readonly intercept?: Intercept;
  /** Says the time in the `Date` of every reply, by which SDK clients correct their own clock. */
  readonly clock?: Clock;
  /** Where an exception that is no `AwsError` is told; the caller gets a 500. */
  readonly onDefect?: (error: unknown, call: EdgeCall) => void;
  readonly maxBodyBytes?: number;
}

export interface Edge {
  /** `http://127.0.0.1:port`: what AWS_ENDPOINT_URL holds. */
  listen(port: number, host?: string): Promise<{ endpoint: string }>;
  /** Ends open connections; the services themselves are stopped by who made them. */
  close(): Promise<void>;
}

/** The one address of all embedded AWS services: names the caller, asks IAM, routes by the signature's service name. */
export function createEdge(options: EdgeOptions): Edge {
  const answer = createRequestListener(options);
  const server = createServer((message: IncomingMessage, reply: ServerResponse) => void answer(message, reply));
  // A long poll of SQS is silent for 20 s; Node's own default of 5 s for an idle connection makes SDK clients race it.
  server.keepAliveTimeout = 65_000;
  return {
    listen: (port, host = '127.0.0.1') => listen(server, port, host),
    close: () => close(server),
  };
}

function listen(server: Server, port: number, host: string): Promise<{ endpoint: string }> {
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, host, () => {
      server.off('error', reject);
      const address = server.address();
      if (address === null || typeof address === 'string') reject(new Error('The edge listens on no TCP port.'));
      else resolve({ endpoint: `http://${host}:${address.port}` });
    });
  });
}

function close(server: Server): Promise<void> {
  return new Promise((resolve, reject) => {
    server.close((error) => (error ? reject(error) : resolve()));
    server.closeAllConnections();
  });
}
