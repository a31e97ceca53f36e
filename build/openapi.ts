import * as z from 'zod';
import { documentedUrl } from '../lambdas/platform/contract.ts';
import { type ErrorCode, errorCatalog } from '../shared/errors.ts';
import type { Contract, Route } from '../shared/route.ts';

type Json = Record<string, unknown>;

/** One OpenAPI 3.1 document from all contracts. Its schemas are the very ones that validate. */
export function openApiDocument(contracts: Readonly<Record<string, Contract>>, version: string): Json {
  const paths: Record<string, Json> = {};
  for (const [service, contract] of Object.entries(contracts)) {
    for (const [name, route] of Object.entries(contract)) {
      const operations = paths[route.path] ?? {};
      operations[route.method.toLowerCase()] = operation(service, name, route);
      paths[route.path] = operations;
    }
  }
  return {
    openapi: '3.1.0',
    info: {
      title: 'ODAVL Cloud',
      version,
      summary: 'The platform behind ODAVL Studio: accounts, tasks, and the products that run on it.',
      license: { name: 'MIT', identifier: 'MIT' },
    },
    servers: [{ url: documentedUrl }],
    tags: Object.keys(contracts).map((name) => ({ name })),
    paths,
    components: {
      securitySchemes: { bearer: { type: 'http', scheme: 'bearer', description: 'An access token or an API key.' } },
      schemas: { Problem: problemSchema(), OAuthError: oauthErrorSchema, ...sharedSchemas() },
      headers: limitHeaders,
    },
  };
}

function operation(service: string, name: string, route: Route): Json {
  return {
    operationId: name,
    tags: [service],
    summary: route.summary,
    ...(route.description && { description: route.description }),
    ...(route.access !== 'public' && {
      security: [{ bearer: route.access === 'authenticated' ? [] : [route.access] }],
    }),
    ...withParameters(route),
    ...(route.body && { requestBody: { required: true, content: bodyOf(route, route.body) } }),
    responses: withLimits(route, { ...success(route), ...failures(route) }),
  };
}

const limitHeaders = {
  RateLimit: {
    description:
      'What is left: `r` requests until more are there in `t` seconds, of the policies `burst` and `month` (draft-ietf-httpapi-ratelimit-headers-10).',
    schema: { type: 'string' },
    example: '"burst";r=59;t=1, "month";r=99999;t=734400',
  },
  'RateLimit-Policy': {
    description:
      'The limits: `q` requests in `w` seconds. `burst` is that of the credential, and refills steadily; `month` is that of the plan.',
    schema: { type: 'string' },
    example: '"burst";q=60;w=60, "month";q=100000;w=2592000',
  },
  'Retry-After': { description: 'Seconds to wait.', schema: { type: 'integer' } },
};

/** Every reply from the rate limit on carries its headers; of those before it, the refusals, none does. */
function withLimits(route: Route, responses: Readonly<Record<string, Json>>): Json {
  if (route.access === 'public') return responses;
  const names = (status: string) =>
    status === '429' ? Object.keys(limitHeaders) : ['RateLimit', 'RateLimit-Policy'].filter(() => /^[23]/.test(status));
  return Object.fromEntries(
    Object.entries(responses).map(([status, response]) => {
      const headers = names(status).map((name) => [name, { $ref: `#/components/headers/${name}` }]);
      return [status, headers.length > 0 ? { ...response, headers: Object.fromEntries(headers) } : response];
    }),
  );
}

function withParameters(route: Route): Json {
  const parameters = [
    ...parametersOf('path', route.params),
    ...parametersOf('query', route.query),
    ...(route.isIdempotent ? [idempotencyKey] : []),
  ];
  return parameters.length > 0 ? { parameters } : {};
}

const idempotencyKey = {
  name: 'Idempotency-Key',
  in: 'header',
  required: false,
  description: 'Repeating a request with its key within 24 hours replays the first reply instead of doing it again.',
  schema: { type: 'string', minLength: 1, maxLength: 255 },
};

const ObjectSchema = z.object({
  properties: z.record(z.string(), z.record(z.string(), z.unknown())).default({}),
  required: z.array(z.string()).default([]),
});

function parametersOf(place: 'path' | 'query', schema: z.ZodType | undefined): Json[] {
  if (!schema) return [];
  const { properties, required } = ObjectSchema.parse(schemaOf(schema, 'input'));
  return Object.entries(properties).map(([name, property]) => ({
    name,
    in: place,
    required: place === 'path' || required.includes(name),
    schema: property,
  }));
}

function success({ reply }: Route): Record<string, Json> {
  const status = String(reply.status);
  const { description } = reply;
  if ('body' in reply) return { [status]: { description, content: json(schemaOf(reply.body, 'output')) } };
  if (!('contentTypes' in reply)) return { [status]: { description } };
  const content = Object.fromEntries(reply.contentTypes.map((type) => [type, {}]));
  const others = Object.entries(reply.others ?? {}).map(([other, means]) => [other, { description: means }]);
  return { [status]: { description, ...(reply.status === 200 && { content }) }, ...Object.fromEntries(others) };
}

/** Errors of the same status share one response, which lists their codes. */
function failures(route: Route): Record<string, Json> {
  if (route.errorShape === 'oauth') return oauthFailures;
  const byStatus = Map.groupBy(errorCodesOf(route), (code) => errorCatalog[code][0]);
  return Object.fromEntries(
    [...byStatus].map(([status, codes]) => [
      String(status),
      {
        description: codes.map((code) => `\`${code}\`: ${errorCatalog[code][1]}`).join('. '),
        content: { 'application/problem+json': { schema: { $ref: '#/components/schemas/Problem' } } },
      },
    ]),
  );
}

const oauthErrorSchema = {
  type: 'object',
  description: 'RFC 6749 §5.2.',
  required: ['error'],
  properties: { error: { type: 'string' }, error_description: { type: 'string' } },
};

/** Which errors there are is up to the grant and its RFC; their form is the same. */
const oauthFailures: Readonly<Record<string, Json>> = Object.fromEntries(
  Object.entries({
    400: 'The request, or what it proves, is not valid; `error` says what.',
    401: '`invalid_client` or `invalid_token`: the client or the token did not prove who it is.',
    403: '`insufficient_scope`: the token was not given for this.',
    429: 'Too many requests.',
    500: '`server_error`',
    503: '`temporarily_unavailable`',
  }).map(([status, description]) => [
    status,
    { description, content: json({ $ref: '#/components/schemas/OAuthError' }) },
  ]),
);

export function errorCodesOf(route: Route): ErrorCode[] {
  const isPaged =
    route.query !== undefined && 'cursor' in ObjectSchema.parse(schemaOf(route.query, 'input')).properties;
  return [
    ...new Set<ErrorCode>([
      ...(route.body ? (['malformed_request', 'payload_too_large', 'unsupported_media_type'] as const) : []),
      ...(route.access === 'public' ? [] : (['unauthenticated', 'invalid_token'] as const)),
      ...(route.access === 'public' || route.access === 'authenticated' ? [] : (['forbidden'] as const)),
      ...(isPaged ? (['invalid_cursor'] as const) : []),
      'validation_failed',
      ...(route.isIdempotent ? (['idempotency_conflict', 'idempotency_mismatch'] as const) : []),
      ...(route.access === 'public' ? [] : (['rate_limited'] as const)),
      ...(route.errors ?? []),
      'internal_error',
      'unavailable',
    ]),
  ];
}

function bodyOf(route: Route, body: z.ZodType): Json {
  const schema = schemaOf(body, 'input');
  return route.bodyType === 'form' ? { 'application/x-www-form-urlencoded': { schema } } : json(schema);
}

function json(schema: Json): Json {
  return { 'application/json': { schema } };
}

const componentUri = (id: string) => `#/components/schemas/${id}`;

/** Schemas with an id (`.meta({ id })`) become references to one component. */
function schemaOf(schema: z.ZodType, io: 'input' | 'output'): Json {
  const inlined = z.toJSONSchema(schema, { io, unrepresentable: 'any' });
  return rewrite(inlined);
}

/** JSON Schema puts shared definitions beside each schema; OpenAPI keeps them once, among its components. */
function rewrite(schema: object): Json {
  const text = JSON.stringify(schema, isNoise).replaceAll('#/$defs/', '#/components/schemas/');
  const { id, ...rest } = z.record(z.string(), z.unknown()).parse(JSON.parse(text));
  return typeof id === 'string' ? { $ref: componentUri(id) } : rest;
}

/** A JSON replacer: drops what stands elsewhere or says nothing, like the bounds of every safe integer. */
function isNoise(key: string, value: unknown): unknown {
  if (key === '$schema' || key === '$defs' || key === '$id') return undefined;
  return typeof value === 'number' && Math.abs(value) === Number.MAX_SAFE_INTEGER ? undefined : value;
}

function sharedSchemas(): Json {
  const { schemas } = z.toJSONSchema(z.globalRegistry, { io: 'output', unrepresentable: 'any', uri: componentUri });
  const bare = z
    .record(z.string(), z.record(z.string(), z.unknown()))
    .parse(JSON.parse(JSON.stringify(schemas, isNoise)));
  return Object.fromEntries(Object.entries(bare).map(([id, { id: _, ...schema }]) => [id, schema]));
}

function problemSchema(): Json {
  const codes = Object.keys(errorCatalog);
  return {
    type: 'object',
    description: 'RFC 9457 problem details.',
    required: ['type', 'title', 'status', 'code', 'detail', 'requestId'],
    properties: {
      type: { type: 'string', format: 'uri' },
      title: { type: 'string' },
      status: { type: 'integer' },
      code: { type: 'string', enum: codes },
      detail: { type: 'string' },
      requestId: { type: 'string' },
      errors: {
        type: 'array',
        items: {
          type: 'object',
          required: ['path', 'message'],
          properties: { path: { type: 'string' }, message: { type: 'string' } },
        },
      },
    },
  };
}
