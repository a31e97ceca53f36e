import { once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AuditRequest, RunRequest } from '../../../../lambdas/guardian-runner/audit/request.ts';
import { runAudit } from '../../../../lambdas/guardian-runner/audit/run-audit.ts';

export type Route = (outgoing: ServerResponse, incoming: IncomingMessage) => void;

export interface Site {
  readonly origin: string;
  readonly port: number;
  readonly asked: string[];
  close(): Promise<void>;
}

/** A web site on loopback; unknown paths are a 404. */
export async function startSite(routes: Readonly<Record<string, Route>>): Promise<Site> {
  const asked: string[] = [];
  const server = createServer((incoming, outgoing) => {
    const path = incoming.url?.split('?')[0] ?? '/';
    asked.push(path);
    const route = routes[path];
    if (route) route(outgoing, incoming);
    else outgoing.writeHead(404).end();
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('not listening');
  return {
    origin: `http://localhost:${address.port}`,
    port: address.port,
    asked,
    close: async () => {
      const closed = once(server, 'close');
      server.close();
      server.closeAllConnections();
      await closed;
    },
  };
}

/** A page that sets all headers it should. */
export function page(body: string, head = '', headers: Readonly<Record<string, string | string[]>> = {}): Route {
  return (outgoing) => {
    outgoing.writeHead(200, { ...safeHeaders, ...headers });
    outgoing.end(`<!doctype html>
<html lang="en"><head><meta charset="utf-8"><title>A page</title>
<meta name="viewport" content="width=device-width, initial-scale=1">${head}</head>
<body><main><h1>A page</h1><p>It has a sentence or two, like pages do.</p>${body}</main></body></html>`);
  };
}

export const safeHeaders = {
  'content-type': 'text/html; charset=utf-8',
  'content-security-policy': "default-src 'self'; style-src 'self' 'unsafe-inline'; frame-ancestors 'none'",
  'x-content-type-options': 'nosniff',
  'referrer-policy': 'strict-origin-when-cross-origin',
};

export function redirect(location: string): Route {
  return (outgoing) => outgoing.writeHead(302, { location }).end();
}

/** An audit of a page on loopback in this thread; only the quick suites unless it says otherwise. */
export function auditOf(url: string, more: Partial<RunRequest> = {}) {
  return runAudit({ ...request(url), ...more });
}

export function request(url: string): AuditRequest {
  return {
    url,
    suites: ['security', 'content'],
    device: 'desktop',
    limits: { navigationTimeoutMs: 8_000, totalTimeoutMs: 40_000, maxBytes: 5_000_000 },
    allowLoopback: true,
    signal: new AbortController().signal,
    progress: () => undefined,
    now: Date.now,
  };
}
