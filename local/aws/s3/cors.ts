import { z } from 'zod';
import type { AwsRequest, AwsResponse } from '../service.ts';
import { S3Error } from './errors.ts';
import { header } from './header.ts';
import { listOf, parseXml, xmlInteger } from './parse-xml.ts';

const CorsRule = z.object({
  AllowedOrigin: listOf(z.string()),
  AllowedMethod: listOf(z.enum(['GET', 'PUT', 'HEAD', 'POST', 'DELETE'])),
  AllowedHeader: listOf(z.string()),
  ExposeHeader: listOf(z.string()),
  MaxAgeSeconds: xmlInteger.optional(),
});
type CorsRule = z.infer<typeof CorsRule>;

export function parseCors(document: Buffer): CorsRule[] {
  return parseXml(document, 'CORSConfiguration', z.object({ CORSRule: listOf(CorsRule) })).CORSRule;
}

/** What a browser needs to hear to show the reply to its page; nothing when no rule matches. */
export function corsHeaders(document: string | undefined, request: AwsRequest): Record<string, string> {
  const origin = header(request.headers, 'origin');
  if (document === undefined || origin === undefined) return {};
  const match = ruleFor(parseCors(Buffer.from(document)), origin, request.method, []);
  return match ? allowing(match, origin) : {};
}

/** https://docs.aws.amazon.com/AmazonS3/latest/API/RESTOPTIONSobject.html */
export function preflight(document: string | undefined, request: AwsRequest): AwsResponse {
  const origin = header(request.headers, 'origin');
  const method = header(request.headers, 'access-control-request-method');
  if (origin === undefined) throw badRequest('Insufficient information. Origin request header needed.');
  if (method === undefined) throw badRequest('Invalid Access-Control-Request-Method: null');
  if (document === undefined) throw forbidden('CORSResponse: CORS is not enabled for this bucket.', method);
  const wanted = header(request.headers, 'access-control-request-headers') ?? '';
  const names = wanted.split(',').flatMap((name) => name.trim().toLowerCase() || []);
  const rule = ruleFor(parseCors(Buffer.from(document)), origin, method, names);
  if (rule !== undefined) {
    const allowed: Record<string, string> =
      names.length === 0 ? {} : { 'access-control-allow-headers': names.join(', ') };
    return { status: 200, headers: { ...allowing(rule, origin), ...allowed } };
  }
  const reason =
    "CORSResponse: This CORS request is not allowed. This is usually because the evalution of Origin, request method / Access-Control-Request-Method or Access-Control-Request-Headers are not whitelisted by the resource's CORS spec.";
  throw forbidden(reason, method);
}

/** The first rule that matches origin, method and all headers. */
function ruleFor(rules: CorsRule[], origin: string, method: string, headers: string[]): CorsRule | undefined {
  return rules.find(
    (rule) =>
      rule.AllowedMethod.some((allowed) => allowed === method) &&
      rule.AllowedOrigin.some((allowed) => matches(allowed, origin)) &&
      headers.every((name) => rule.AllowedHeader.some((allowed) => matches(allowed.toLowerCase(), name))),
  );
}

function allowing(rule: CorsRule, origin: string): Record<string, string> {
  const isAnyone = rule.AllowedOrigin.includes('*');
  return {
    'access-control-allow-origin': isAnyone ? '*' : origin,
    'access-control-allow-methods': rule.AllowedMethod.join(', '),
    ...(!isAnyone && { 'access-control-allow-credentials': 'true' }),
    ...(rule.ExposeHeader.length > 0 && { 'access-control-expose-headers': rule.ExposeHeader.join(', ') }),
    ...(rule.MaxAgeSeconds !== undefined && { 'access-control-max-age': `${rule.MaxAgeSeconds}` }),
    vary: 'Origin, Access-Control-Request-Headers, Access-Control-Request-Method',
  };
}

/** A pattern holds at most one `*`. */
function matches(pattern: string, value: string): boolean {
  const star = pattern.indexOf('*');
  if (star < 0) return pattern === value;
  const [start, end] = [pattern.slice(0, star), pattern.slice(star + 1)];
  return value.length >= start.length + end.length && value.startsWith(start) && value.endsWith(end);
}

function badRequest(message: string): S3Error {
  return new S3Error('BadRequest', message, 400);
}

function forbidden(message: string, method: string): S3Error {
  return new S3Error('AccessForbidden', message, 403, { Method: method, ResourceType: 'OBJECT' });
}
