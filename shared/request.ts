import type { APIGatewayProxyEventV2 } from 'aws-lambda';
import type * as z from 'zod';
import { AppError, type FieldError } from './errors.ts';
import { nothing, type Route } from './route.ts';

/** Larger inputs go through uploads; API Gateway itself stops at 10 MB. */
export const maxBodyBytes = 256 * 1024;
/** Far beyond any contract, far below what exhausts a parser. */
const maxDepth = 32;
/** Enough to mend a request by; a body of a hundred thousand wrong items must not become a reply of as many errors. */
const maxErrors = 50;

export interface ParsedRequest {
  readonly params: unknown;
  readonly query: unknown;
  readonly body: unknown;
}

/** Checks the shape of a request against its route. All fields that are wrong are reported at once. */
export function parseRequest(route: Route, event: APIGatewayProxyEventV2): ParsedRequest {
  const errors: FieldError[] = [];
  const check = (place: string, schema: z.ZodType, value: unknown): unknown => {
    const parsed = schema.safeParse(value);
    if (parsed.success) return parsed.data;
    for (const issue of parsed.error.issues.slice(0, maxErrors)) errors.push(...fieldErrors(place, issue));
    return undefined;
  };
  const params = check('params', route.params ?? nothing, event.pathParameters ?? {});
  const query = check('query', route.query ?? nothing, event.queryStringParameters ?? {});
  const read = route.bodyType === 'form' ? formBody : jsonBody;
  const body = route.body ? check('body', route.body, read(event)) : undefined;
  if (errors.length > 0) {
    const told = errors.slice(0, maxErrors);
    throw new AppError('validation_failed', summary(told), { errors: told });
  }
  return { params, query, body };
}

function fieldErrors(place: string, issue: z.core.$ZodIssue): FieldError[] {
  const path = [place, ...issue.path.map(String)].join('.');
  if (issue.code !== 'unrecognized_keys') return [{ path, message: issue.message }];
  return issue.keys.slice(0, maxErrors).map((key) => ({ path: `${path}.${key}`, message: 'Unknown field' }));
}

function summary(errors: readonly FieldError[]): string {
  return errors
    .map((error) => `${error.path}: ${error.message}`)
    .join('; ')
    .slice(0, 1_000);
}

function jsonBody(event: APIGatewayProxyEventV2): unknown {
  const text = bodyText(event);
  if (text === '') return {};
  if (!/^application\/(?:[\w.+-]+\+)?json\s*(?:;|$)/i.test(event.headers['content-type'] ?? '')) {
    throw new AppError('unsupported_media_type', 'This route takes `Content-Type: application/json`.');
  }
  const parsed = parseJson(text);
  if (isDeeperThan(parsed, maxDepth)) {
    throw new AppError('malformed_request', `The body is nested more than ${maxDepth} levels deep.`);
  }
  return parsed;
}

function formBody(event: APIGatewayProxyEventV2): unknown {
  if (!/^application\/x-www-form-urlencoded\s*(?:;|$)/i.test(event.headers['content-type'] ?? '')) {
    throw new AppError('unsupported_media_type', 'This route takes `Content-Type: application/x-www-form-urlencoded`.');
  }
  const fields = [...new URLSearchParams(bodyText(event))];
  const names = new Set(fields.map(([name]) => name));
  if (names.size < fields.length) throw new AppError('malformed_request', 'A field of the form is there twice.');
  return Object.fromEntries(fields);
}

export function bodyBytes(event: APIGatewayProxyEventV2): Buffer {
  return Buffer.from(event.body ?? '', event.isBase64Encoded ? 'base64' : 'utf8');
}

function bodyText(event: APIGatewayProxyEventV2): string {
  const bytes = bodyBytes(event);
  if (bytes.length > maxBodyBytes) {
    throw new AppError('payload_too_large', `The body has ${bytes.length} bytes; this route takes ${maxBodyBytes}.`);
  }
  return bytes.toString('utf8');
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (cause) {
    throw new AppError('malformed_request', 'The body is not valid JSON.', {
      errors: [{ path: 'body', message: cause instanceof SyntaxError ? cause.message : 'Not valid JSON' }],
      cause,
    });
  }
}

/** Walks level by level, so that the depth of the input never becomes the depth of our stack. */
function isDeeperThan(value: unknown, limit: number): boolean {
  let level: unknown[] = [value];
  for (let depth = 0; level.length > 0; depth += 1) {
    if (depth > limit) return true;
    level = level.flatMap((item) => (typeof item === 'object' && item !== null ? Object.values(item) : []));
  }
  return false;
}
