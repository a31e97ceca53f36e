import * as z from 'zod';
import { httpHandler } from '../../shared/http.ts';
import type { Idempotency } from '../../shared/idempotency.ts';
import type { RateLimiter } from '../../shared/rate-limit.ts';
import { type Handlers, pageOf, Reply, route } from '../../shared/route.ts';
import { FakeLog } from './fake-log.ts';
import { unlimited } from './limits.ts';
import { start } from './make-context.ts';

const Thing = z.object({ id: z.string(), orgId: z.string() });

/** A contract that has one route of each kind that the kit knows. */
export const thingsContract = {
  getThing: route({
    method: 'GET',
    path: '/v1/things/{id}',
    summary: 'Read',
    access: 'projects:read',
    params: z.strictObject({ id: z.string().min(2) }),
    reply: { status: 200, description: 'It.', body: Thing },
  }),
  listThings: route({
    method: 'GET',
    path: '/v1/things',
    summary: 'List',
    access: 'authenticated',
    reply: { status: 200, description: 'All.', body: pageOf(Thing) },
  }),
  makeThing: route({
    method: 'POST',
    path: '/v1/things',
    summary: 'Make',
    access: 'projects:write',
    body: z.strictObject({ name: z.string() }),
    reply: { status: 201, description: 'It.', body: Thing.extend({ secret: z.string() }) },
    isIdempotent: true,
  }),
  removeThing: route({
    method: 'DELETE',
    path: '/v1/things/{id}',
    summary: 'Remove',
    access: 'projects:delete',
    params: z.strictObject({ id: z.string() }),
    reply: { status: 204, description: 'Gone.' },
  }),
  page: route({
    method: 'GET',
    path: '/page',
    summary: 'A page',
    access: 'public',
    reply: { status: 200, description: 'A page.', contentTypes: ['text/html'] },
  }),
  image: route({
    method: 'GET',
    path: '/image',
    summary: 'An image',
    access: 'public',
    reply: { status: 200, description: 'Bytes.', contentTypes: ['image/png'] },
  }),
  elsewhere: route({
    method: 'GET',
    path: '/elsewhere',
    summary: 'A redirect',
    access: 'public',
    reply: { status: 302, description: 'There.', contentTypes: [] },
  }),
} as const;

export const imageBytes = Buffer.from([0x89, 0x50, 0x4e, 0x47, 0xff, 0x00]);

const handlers: Handlers<typeof thingsContract> = {
  getThing: async ({ ctx, params }) => Object.assign({ id: params.id, orgId: ctx.orgId }, { passwordHash: 'x' }),
  listThings: async ({ ctx }) => ({ items: [Object.assign({ id: 'a', orgId: ctx.orgId }, { passwordHash: 'x' })] }),
  makeThing: async ({ ctx, body }) => ({ id: body.name, orgId: ctx.orgId, secret: 'shown-once' }),
  removeThing: async () => undefined,
  page: async () => new Reply('<p>hello</p>', { 'content-type': 'text/html', 'cache-control': 'no-store' }),
  image: async () => new Reply(imageBytes, { 'content-type': 'image/png' }),
  elsewhere: async () => new Reply('', { location: 'https://elsewhere.example/' }),
};

const noStore: Idempotency = { once: async (_, work) => work() };

/** The kit around these routes; any verb can be replaced. */
export function thingsApi(
  change: Partial<Handlers<typeof thingsContract>> = {},
  kit: { idempotency?: Idempotency; limits?: RateLimiter; now?: () => number } = {},
) {
  const log = new FakeLog();
  const options = {
    apiUrl: 'https://api.example',
    log,
    now: () => start,
    idempotency: noStore,
    limits: unlimited,
    ...kit,
  };
  return { log, call: httpHandler(thingsContract, { ...handlers, ...change }, options) };
}
