import { z } from 'zod';
import { readOutbox } from './aws/ses/ses.ts';
import type { IsAtRest } from './clock/patience.ts';
import type { VirtualClock } from './clock/virtual-clock.ts';
import { onClock } from './control/clock.ts';
import { onFaultLog, onFaults } from './control/faults.ts';
import { json, withBody } from './control/json.ts';
import type { Faults } from './faults/faults.ts';
import type { GatewayReply, GatewayRequest } from './http-api/gateway-request.ts';
import { outboxPage } from './outbox-page.ts';

const Event = z.strictObject({ type: z.string().min(1), orgId: z.string().min(1), data: z.unknown() });

export interface ControlOptions {
  readonly outboxDirectory: string;
  readonly putEvent: (event: z.infer<typeof Event>) => Promise<void>;
  readonly clock: VirtualClock;
  readonly isAtRest: IsAtRest;
  readonly faults: Faults;
}

type Answer = (request: GatewayRequest) => Promise<GatewayReply | undefined> | GatewayReply | undefined;

/**
 * `/_local/…`: what only this runtime has. `/_local/outbox` lists the mails as `{ items }`, newest first, or as a page for a
 * browser. `POST /_local/events` puts `{ type, orgId, data }` on the bus, as the service that owns the event would.
 * `/_local/clock` is the virtual time, `/_local/faults` what goes wrong on purpose.
 */
export function createControl(options: ControlOptions) {
  const paths: ReadonlyMap<string, Answer> = new Map<string, Answer>([
    ['/_local/outbox', (request) => onOutbox(request, options.outboxDirectory)],
    ['/_local/events', (request) => onEvents(request, options.putEvent)],
    ['/_local/clock', (request) => onClock(request, options.clock, options.isAtRest)],
    ['/_local/faults', (request) => onFaults(request, options.faults)],
    ['/_local/faults/log', (request) => onFaultLog(request, options.faults)],
  ]);
  return async (request: GatewayRequest): Promise<GatewayReply | undefined> => {
    if (!request.path.startsWith('/_local/')) return undefined;
    const reply = await paths.get(request.path)?.(request);
    return reply ?? json(404, { message: `There is no ${request.method} ${request.path}.` });
  };
}

async function onOutbox(request: GatewayRequest, directory: string): Promise<GatewayReply | undefined> {
  if (request.method !== 'GET') return undefined;
  const mails = await readOutbox(directory);
  return request.headers.accept?.includes('text/html') ? page(outboxPage(mails)) : json(200, { items: mails });
}

async function onEvents(request: GatewayRequest, put: ControlOptions['putEvent']): Promise<GatewayReply | undefined> {
  if (request.method !== 'POST') return undefined;
  return withBody(request, Event, async (event) => {
    await put(event);
    return json(202, { status: 'accepted' });
  });
}

function page(html: string): GatewayReply {
  const headers = {
    'content-type': 'text/html; charset=utf-8',
    'content-security-policy': "default-src 'none'; style-src 'unsafe-inline'",
  };
  return { status: 200, headers, body: html };
}
