import { randomUUID } from 'node:crypto';
import { createServer } from 'node:http';
import { buffer } from 'node:stream/consumers';
import { signerOf } from '../../local/aws/edge/signature.ts';
import { AwsError, type AwsService } from '../../local/aws/service.ts';

/** An AWS emulator as the world has them: one address, any credentials, no permissions. Also counts what it was asked. */
export async function startEmulator(services: readonly AwsService[]) {
  const calls = new Map<string, number>();
  const server = createServer(async (message, reply) => {
    const target = message.url ?? '/';
    const [path = '/', query = ''] = target.split('?');
    const body = await buffer(message);
    const about = {
      method: message.method ?? 'GET',
      path,
      query: new URLSearchParams(query),
      headers: message.headers,
      body,
    };
    const service = services.find(({ signingName }) => signingName === signerOf(about)?.service);
    if (!service) return reply.writeHead(400).end('unknown service');
    calls.set(service.signingName, (calls.get(service.signingName) ?? 0) + 1);
    const abort = new AbortController();
    reply.once('close', () => abort.abort());
    const request = { ...about, principal: { kind: 'root' }, requestId: randomUUID(), signal: abort.signal } as const;
    try {
      const { status, headers, body: text } = await service.handle(request);
      reply.writeHead(status, headers).end(text);
    } catch (error) {
      if (!(error instanceof AwsError)) throw error;
      const { status, headers, body: text } = service.renderError(error, request);
      reply.writeHead(status, headers).end(text);
    }
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', () => resolve()));
  const address = server.address();
  if (typeof address !== 'object' || address === null) throw new Error('The emulator has no port.');
  return {
    endpoint: `http://127.0.0.1:${address.port}`,
    calls,
    close: () =>
      new Promise<void>((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}
