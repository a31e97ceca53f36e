import { expect, test } from 'vitest';
import * as z from 'zod';
import { httpHandler } from '../../shared/http.ts';
import { lazyHandlers } from '../../shared/lazy-handlers.ts';
import { type Handlers, route } from '../../shared/route.ts';
import { FakeLog } from './fake-log.ts';
import { bodyOf, httpEvent } from './http-event.ts';
import { start } from './make-context.ts';

const reply = { status: 200, description: 'It.', body: z.object({ said: z.string() }) } as const;
const contract = {
  sayYes: route({ method: 'GET', path: '/yes', summary: 'Yes', access: 'public', reply }),
  sayNo: route({ method: 'GET', path: '/no', summary: 'No', access: 'public', reply }),
} as const;

function scene(failures = 0) {
  const loads: number[] = [];
  const load = async (): Promise<Handlers<typeof contract>> => {
    loads.push(loads.length + 1);
    if (loads.length <= failures) throw new Error('The code could not be read.');
    return { sayYes: async () => ({ said: 'yes' }), sayNo: async () => ({ said: 'no' }) };
  };
  const kit = { apiUrl: 'https://api.example', log: new FakeLog(), now: () => start };
  const handle = httpHandler(contract, lazyHandlers(contract, load), kit);
  return { loads, ask: (path: string) => handle(httpEvent({ routeKey: `GET ${path}` })) };
}

test('the code is loaded with the first request, once for all routes and all requests at the same time', async () => {
  const { loads, ask } = scene();
  expect(loads).toEqual([]);
  const replies = await Promise.all([ask('/yes'), ask('/no'), ask('/yes')]);
  expect(replies.map(bodyOf)).toEqual([{ said: 'yes' }, { said: 'no' }, { said: 'yes' }]);
  expect(loads).toEqual([1]);
});

test('a load that failed is a 500 for its request, and tried again for the next', async () => {
  const { loads, ask } = scene(1);
  expect((await ask('/yes')).statusCode).toBe(500);
  expect(bodyOf(await ask('/yes'))).toEqual({ said: 'yes' });
  expect(loads).toEqual([1, 2]);
});
