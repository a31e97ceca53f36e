import { createServer, type IncomingMessage, type Server } from 'node:http';
import { randomOf } from '../../local/faults/random.ts';

export interface Received {
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
  readonly answered: number;
}

/** Where webhooks go: it keeps everything that reached it. */
export interface Receiver {
  readonly name: string;
  readonly url: string;
  readonly received: readonly Received[];
  /** From now on it answers every request with 200. */
  heal(): void;
  close(): Promise<void>;
}

/** `failing`: the share of requests that it answers with an error. */
export async function openReceiver(name: string, seed: number, failing: number): Promise<Receiver> {
  const random = randomOf(seed, `receiver ${name}`);
  const received: Received[] = [];
  let share = failing;
  const server = createServer(async (message, reply) => {
    const body = await bodyOf(message);
    const isRefused = random() < share;
    const status = isRefused ? (statuses[Math.floor(random() * statuses.length)] ?? 500) : 200;
    received.push({ headers: headersOf(message), body, answered: status });
    // What a server does that dies in the middle of its answer.
    if (status === 0) message.socket.destroy();
    else reply.writeHead(status).end();
  });
  const port = await listen(server);
  return {
    ...{ name, url: `http://127.0.0.1:${port}/hooks`, received },
    heal: () => {
      share = 0;
    },
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

const statuses = [500, 503, 429, 404, 0] as const;

/** An address where nobody listens. */
export async function deadUrl(): Promise<string> {
  const server = createServer();
  const port = await listen(server);
  await new Promise<void>((resolve) => server.close(() => resolve()));
  return `http://127.0.0.1:${port}/hooks`;
}

function headersOf({ headers }: IncomingMessage): Record<string, string> {
  return Object.fromEntries(Object.entries(headers).map(([name, value]) => [name, String(value)]));
}

async function bodyOf(message: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of message) chunks.push(Buffer.from(chunk));
  return Buffer.concat(chunks).toString('utf8');
}

function listen(server: Server): Promise<number> {
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen(0, '127.0.0.1', () => {
      const address = server.address();
      if (typeof address === 'object' && address !== null) resolve(address.port);
      else reject(new Error('The receiver listens on no port.'));
    });
  });
}
