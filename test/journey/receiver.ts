import { createServer, type IncomingHttpHeaders } from 'node:http';
import { CloudEvent, HTTP } from 'cloudevents';
import { Webhook } from 'standardwebhooks';
import { vi } from 'vitest';
import * as z from 'zod';

/** One request, as a customer's own system got it. */
export interface Received {
  readonly headers: Record<string, string>;
  readonly body: string;
}

export interface Receiver {
  readonly url: string;
  readonly received: readonly Received[];
  /** What it answers from now on; once those of a list are used up, 204. */
  answerWith(...statuses: number[]): void;
  /** Waits for a request of this type of event. */
  next(type: string): Promise<Received>;
  close(): Promise<void>;
}

const TypeOf = z.object({ type: z.string() });

/** A customer's system: an HTTP server on this machine that keeps all that it gets. */
export async function startReceiver(): Promise<Receiver> {
  const received: Received[] = [];
  let statuses: number[] = [];
  const server = createServer(async (request, reply) => {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(Buffer.from(chunk));
    received.push({ headers: flat(request.headers), body: Buffer.concat(chunks).toString('utf8') });
    reply.writeHead(statuses.shift() ?? 204).end();
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  if (typeof address !== 'object' || address === null) throw new Error('The receiver has no port.');
  return {
    url: `http://127.0.0.1:${address.port}/hook`,
    received,
    answerWith: (...next) => {
      statuses = next;
    },
    next: (type) =>
      vi.waitFor(
        () => {
          const found = received.find(({ body }) => TypeOf.parse(JSON.parse(body)).type === type);
          if (!found) throw new Error(`No ${type} among ${received.map(({ body }) => JSON.parse(body).type).join()}.`);
          return found;
        },
        { timeout: 20_000, interval: 50 },
      ),
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

/** What the client of Standard Webhooks says of it; throws when it does not verify. */
export function verify(secret: string, { headers, body }: Received): unknown {
  return new Webhook(secret).verify(body, headers);
}

/** As the CloudEvents SDK reads it; throws when it is none. */
export function cloudEventOf({ headers, body }: Received) {
  const event = HTTP.toEvent<unknown>({ headers, body });
  if (!(event instanceof CloudEvent)) throw new Error('One event was expected.');
  event.validate();
  return event;
}

function flat(headers: IncomingHttpHeaders): Record<string, string> {
  return Object.fromEntries(Object.entries(headers).map(([name, value]) => [name, String(value)]));
}
