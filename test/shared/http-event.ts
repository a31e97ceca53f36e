import type { APIGatewayProxyEventV2, APIGatewayProxyStructuredResultV2 } from 'aws-lambda';
import * as z from 'zod';
import { permissions } from '../../shared/permission.ts';
import { start } from './make-context.ts';

export interface Asked {
  /** `POST /v1/things/{id}`. */
  readonly routeKey: string;
  readonly params?: Record<string, string>;
  readonly query?: Record<string, string>;
  /** The same as it was sent, where that matters. */
  readonly rawQuery?: string;
  /** A string goes as it is, anything else as JSON. */
  readonly body?: unknown;
  readonly isBase64Encoded?: boolean;
  readonly headers?: Record<string, string>;
  /** Where it comes from, when not from where all do. */
  readonly source?: { readonly ip: string; readonly userAgent: string };
  /** What the authorizer said; absent on a public route. */
  readonly authorizer?: unknown;
}

type HttpEvent = APIGatewayProxyEventV2 & { requestContext: { authorizer?: { lambda?: unknown } } };

/** https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-develop-integrations-lambda.html (payload 2.0) */
export function httpEvent(asked: Asked): HttpEvent {
  const [method = 'GET', path = '/'] = asked.routeKey.split(' ');
  const body = typeof asked.body === 'string' || asked.body === undefined ? asked.body : JSON.stringify(asked.body);
  return {
    version: '2.0',
    routeKey: asked.routeKey,
    rawPath: path,
    rawQueryString: asked.rawQuery ?? new URLSearchParams(asked.query).toString(),
    headers: { ...(body && { 'content-type': 'application/json' }), ...asked.headers },
    ...(asked.query && { queryStringParameters: asked.query }),
    ...(asked.params && { pathParameters: asked.params }),
    ...(body !== undefined && { body }),
    isBase64Encoded: asked.isBase64Encoded ?? false,
    requestContext: {
      ...{ accountId: '000000000000', apiId: 'api', domainName: 'api.example', domainPrefix: 'api', stage: '$default' },
      ...{ requestId: 'request-1', routeKey: asked.routeKey, time: new Date(start).toISOString(), timeEpoch: start },
      http: {
        ...{ method, path, protocol: 'HTTP/1.1' },
        ...{ sourceIp: asked.source?.ip ?? '192.0.2.1', userAgent: asked.source?.userAgent ?? 'test' },
      },
      ...(asked.authorizer !== undefined && { authorizer: { lambda: asked.authorizer } }),
    },
  };
}

/** The verdict of our authorizer for somebody who may do everything. */
export function authenticated(change: Record<string, unknown> = {}) {
  return {
    outcome: 'authenticated',
    ...{ orgId: 'org_1', actorType: 'user', actorId: 'usr_1', plan: 'free' },
    permissions: permissions.join(' '),
    ...change,
  };
}

const ProblemReply = z.strictObject({
  type: z.url(),
  title: z.string().min(1),
  status: z.number(),
  code: z.string(),
  detail: z.string().min(1),
  requestId: z.string(),
  errors: z.array(z.strictObject({ path: z.string(), message: z.string() })).optional(),
});

/** What an entry replied, as API Gateway reads it. */
export const HttpReply = z.object({
  statusCode: z.number(),
  headers: z.record(z.string(), z.string()),
  body: z.string().optional(),
});

/** The body of an error reply; anything that is not a well-formed problem throws. */
export function problemOf(result: APIGatewayProxyStructuredResultV2): z.infer<typeof ProblemReply> {
  const problem = ProblemReply.parse(JSON.parse(result.body ?? ''));
  if (problem.status !== result.statusCode) throw new Error(`${problem.status} in the body of a ${result.statusCode}.`);
  return problem;
}

export function bodyOf(result: APIGatewayProxyStructuredResultV2): unknown {
  return JSON.parse(result.body ?? '');
}
