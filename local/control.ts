import { z } from 'zod';
import { readOutbox } from './aws/ses/ses.ts';
import type { GatewayReply, GatewayRequest } from './http-api/gateway-request.ts';
import { outboxPage } from './outbox-page.ts';

const Event = z.strictObject({ type: z.string().min(1), orgId: z.string().min(1), data: z.unknown() });

/**
 * `/_local/…`: what only this runtime has. `GET /_local/outbox` lists the mails as `{ items }`, newest first, or as a page for a
 * browser. `POST /_local/events` puts `{ type, orgId, data }` on the bus, as the service that owns the event would.
 * Fault injection and virtual time will be further paths here.
 */
export function createControl(options: {
  outboxDirectory: string;
  putEvent: (event: z.infer<typeof Event>) => Promise<void>;
}) {
  return async (request: GatewayRequest): Promise<GatewayReply | undefined> => {
    if (!request.path.startsWith('/_local/')) return undefined;
    if (request.method === 'GET' && request.path === '/_local/outbox') {
      const mails = await readOutbox(options.outboxDirectory);
      return request.headers.accept?.includes('text/html') ? page(outboxPage(mails)) : json(200, { items: mails });
    }
    if (request.method === 'POST' && request.path === '/_local/events') return onEvent(request, options.putEvent);
    return json(404, { message: `There is no ${request.method} ${request.path}.` });
  };
}

/** JSON only: a page of another site cannot send that without asking first, and is not answered here. */
async function onEvent(request: GatewayRequest, put: (event: z.infer<typeof Event>) => Promise<void>) {
  if (!/^application\/json\b/.test(request.headers['content-type'] ?? '')) {
    return json(415, { message: 'Send application/json.' });
  }
  const event = Event.safeParse(parsed(request.body));
  if (!event.success) return json(422, { message: z.prettifyError(event.error) });
  await put(event.data);
  return json(202, { status: 'accepted' });
}

function parsed(body: Buffer): unknown {
  try {
    return JSON.parse(body.toString('utf8'));
  } catch {
    // What is no JSON is no event, and the answer says so.
    return undefined;
  }
}

function json(status: number, body: unknown): GatewayReply {
  return { status, headers: { 'content-type': 'application/json' }, body: JSON.stringify(body, null, 2) };
}

function page(html: string): GatewayReply {
  const headers = {
    'content-type': 'text/html; charset=utf-8',
    'content-security-policy': "default-src 'none'; style-src 'unsafe-inline'",
  };
  return { status: 200, headers, body: html };
}
