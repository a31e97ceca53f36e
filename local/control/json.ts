import type { z } from 'zod';
import { prettifyError } from 'zod';
import type { GatewayReply, GatewayRequest } from '../http-api/gateway-request.ts';

export function json(status: number, body: unknown): GatewayReply {
  return { status, headers: { 'content-type': 'application/json' }, body: JSON.stringify(body, null, 2) };
}

/**
 * Answers with what `act` makes of a body that fits the schema. JSON only: a page of another site cannot send that without asking
 * first, and is not answered here.
 */
export async function withBody<S extends z.ZodType>(
  request: GatewayRequest,
  schema: S,
  act: (body: z.output<S>) => Promise<GatewayReply> | GatewayReply,
): Promise<GatewayReply> {
  if (!/^application\/json\b/.test(request.headers['content-type'] ?? '')) {
    return json(415, { message: 'Send application/json.' });
  }
  const body = schema.safeParse(parsed(request.body));
  return body.success ? act(body.data) : json(422, { message: prettifyError(body.error) });
}

function parsed(body: Buffer): unknown {
  try {
    return JSON.parse(body.toString('utf8'));
  } catch {
    // What is no JSON fits no schema, and the answer says so.
    return undefined;
  }
}
