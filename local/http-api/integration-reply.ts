import { validateHeaderName, validateHeaderValue } from 'node:http';
import { z } from 'zod';
import { type GatewayReply, isHopByHop } from './gateway-request.ts';

const scalarSchema = z.union([z.string(), z.number(), z.boolean()]).transform(String);

const headersSchema = z.record(z.string(), scalarSchema).refine((headers) => Object.entries(headers).every(isSendable));

const replySchema = z.object({
  statusCode: z.coerce.number().int().min(200).max(599),
  headers: headersSchema.nullish(),
  cookies: z.array(z.string()).nullish(),
  body: z.string().nullish(),
  isBase64Encoded: z.boolean().nullish(),
});

/**
 * Reads what the function returned in format 2.0; undefined when it is malformed. Without a `statusCode` the value itself
 * is the JSON body of a 200.
 * https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-develop-integrations-lambda.html#http-api-develop-integrations-lambda.v2
 */
export function integrationReply(value: unknown): GatewayReply | undefined {
  if (typeof value !== 'object' || value === null || !('statusCode' in value)) {
    const body = typeof value === 'string' ? value : JSON.stringify(value);
    return { status: 200, headers: { 'content-type': 'application/json' }, body };
  }
  const parsed = replySchema.safeParse(value);
  if (!parsed.success) return undefined;
  const { statusCode, headers, cookies, body, isBase64Encoded } = parsed.data;
  return {
    status: statusCode,
    headers: replyHeaders(headers ?? {}),
    body: isBase64Encoded ? Buffer.from(body ?? '', 'base64') : (body ?? ''),
    ...(cookies && { cookies }),
  };
}

function replyHeaders(headers: Readonly<Record<string, string>>): Record<string, string> {
  const entries = Object.entries(headers).map(([name, value]) => [name.toLowerCase(), value] as const);
  const passed = entries.filter(([name]) => name !== 'content-length' && !isHopByHop(name));
  return { 'content-type': 'text/plain;charset=UTF-8', ...Object.fromEntries(passed) };
}

function isSendable([name, value]: [string, string]): boolean {
  try {
    validateHeaderName(name);
    validateHeaderValue(name, value);
    return true;
  } catch (error) {
    if (error instanceof TypeError) return false;
    throw error;
  }
}
