import { createServer } from 'node:http';
import * as z from 'zod';
import type { Tenant } from '../../test/simulation/tenant.ts';
import { percentile } from './figures.ts';

export interface WebhookFigures {
  /** From the event's own time to the first byte at the endpoint, in milliseconds. */
  readonly p50Ms: number;
  readonly p95Ms: number;
  readonly delivered: number;
}

const Event = z.object({ time: z.iso.datetime() });
const Made = z.object({ endpoint: z.object({ id: z.string() }) });

/** Makes projects one after another, and looks how long the news of each takes to a customer's system. */
export async function measureWebhooks({ client }: Tenant, count: number): Promise<WebhookFigures> {
  const times: number[] = [];
  let arrived = Promise.withResolvers<void>();
  const server = createServer(async (request, reply) => {
    const at = Date.now();
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(Buffer.from(chunk));
    const { time } = Event.parse(JSON.parse(Buffer.concat(chunks).toString('utf8')));
    times.push(at - Date.parse(time));
    reply.writeHead(204).end();
    arrived.resolve();
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  if (typeof address !== 'object' || address === null) throw new Error('The receiver has no port.');
  const { endpoint } = (
    await client.must('POST', '/v1/webhook-endpoints', {
      ...{ url: `http://127.0.0.1:${address.port}/`, types: ['project.created.v1'] },
    })
  ).as(Made);
  for (let nth = 0; nth < count; nth += 1) {
    arrived = Promise.withResolvers();
    await client.must('POST', '/v1/projects', { name: `Bench ${nth}` });
    await arrived.promise;
  }
  await client.must('DELETE', `/v1/webhook-endpoints/${endpoint.id}`);
  server.close();
  server.closeAllConnections();
  return { p50Ms: percentile(times, 50), p95Ms: percentile(times, 95), delivered: times.length };
}
