import { Agent, get } from 'node:http';
import { text } from 'node:stream/consumers';
import { afterEach, expect, it } from 'vitest';
import { Fixture } from '../lambda/fixture.ts';
import { authorizer, closeAll, route, start } from './fixture.ts';

const fixture = new Fixture();
afterEach(async () => {
  await closeAll();
  await fixture.close();
});

it('a warm request through a cached authorizer and a trivial function takes at most 3 ms', async () => {
  fixture.add('auth', 'export const handler = async () => ({ isAuthorized: true });');
  fixture.add('fn', 'export const handler = async () => ({ statusCode: 200, body: "ok" });');
  const { url } = await start({ routes: [route('GET /v1/{id}', { authorizer: authorizer() })] }, await fixture.start());
  const agent = new Agent({ keepAlive: true, maxSockets: 1 });
  const durations: number[] = [];
  for (let i = 0; i < 400; i++) {
    const startedAt = performance.now();
    expect(await request(`${url}/v1/${i}`, agent)).toBe('ok');
    durations.push(performance.now() - startedAt);
  }
  agent.destroy();
  const warm = durations.slice(100).sort((a, b) => a - b);
  console.info(`warm GET: p50 ${warm[150]?.toFixed(2)} ms, p99 ${warm[297]?.toFixed(2)} ms`);
  expect(warm[150]).toBeLessThanOrEqual(3);
});

function request(url: string, agent: Agent): Promise<string> {
  return new Promise((resolve, reject) => {
    get(
      url,
      { agent, headers: { authorization: 'Bearer t' } },
      (response) => void text(response).then(resolve, reject),
    ).on('error', reject);
  });
}
