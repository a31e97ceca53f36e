import { readOutbox } from './aws/ses/ses.ts';
import type { GatewayReply, GatewayRequest } from './http-api/gateway-request.ts';
import { outboxPage } from './outbox-page.ts';

/**
 * `/_local/…`: what only this runtime has. `GET /_local/outbox` lists the mails as `{ items }`, newest first, or as a page for a browser.
 * Fault injection and virtual time will be further paths here.
 */
export function createControl(options: { outboxDirectory: string }) {
  return async (request: GatewayRequest): Promise<GatewayReply | undefined> => {
    if (!request.path.startsWith('/_local/')) return undefined;
    if (request.method === 'GET' && request.path === '/_local/outbox') {
      const mails = await readOutbox(options.outboxDirectory);
      return request.headers.accept?.includes('text/html') ? page(outboxPage(mails)) : json(200, { items: mails });
    }
    return json(404, { message: `There is no ${request.method} ${request.path}.` });
  };
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
