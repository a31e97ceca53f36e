import { createServer, type IncomingHttpHeaders, type ServerResponse } from 'node:http';
import { createServer as createTcp, type Server } from 'node:net';

export interface Received {
  readonly headers: IncomingHttpHeaders;
  readonly body: string;
  readonly at: number;
}

/** What a receiver does with one request: a status, or anything else. */
export type Answer = number | ((reply: ServerResponse, received: Received) => unknown);

export interface Receiver {
  readonly url: string;
  readonly received: Received[];
  /** Answers of the next requests; the last one stays. */
  answers: Answer[];
  close(): void;
}

/** A customer's endpoint: a real HTTP server on this machine. */
export async function startReceiver(answers: Answer[] = [200], now: () => number = Date.now): Promise<Receiver> {
  const server = createServer((request, reply) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      const each = { headers: request.headers, body: Buffer.concat(chunks).toString(), at: now() };
      receiver.received.push(each);
      const answer = (receiver.answers.length > 1 ? receiver.answers.shift() : receiver.answers[0]) ?? 200;
      if (typeof answer === 'number') reply.writeHead(answer).end('noted');
      else answer(reply, each);
    });
  });
  const url = `http://127.0.0.1:${await portOf(server)}/in`;
  const close = () => {
    server.closeAllConnections();
    server.close();
  };
  const receiver: Receiver = { url, received: [], answers, close };
  return receiver;
}

/** Where nothing listens. */
export async function deadUrl(): Promise<string> {
  const server = createTcp();
  const port = await portOf(server);
  await new Promise((resolve) => server.close(resolve));
  return `http://127.0.0.1:${port}/in`;
}

async function portOf(server: Server): Promise<number> {
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('A port was expected.');
  return address.port;
}
