import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import * as z from 'zod';
import { sendOutbox } from '../../../shared/outbox-job.ts';
import type { Asked } from '../../shared/http-event.ts';
import { bodyOf } from '../../shared/http-event.ts';
import { start } from '../../shared/make-context.ts';
import { type AuthWorld, password, startAuth } from './auth-world.ts';
import { addBoss, addColleague } from './colleagues.ts';

let world: AuthWorld;
let boss: Awaited<ReturnType<typeof addBoss>>;
beforeAll(async () => {
  world = await startAuth();
});
afterAll(() => world.close());
beforeEach(async () => {
  world.clock.now = start;
  world.bus.isBroken = false;
  boss = await addBoss(world);
  await runOutbox();
  world.bus.events.length = 0;
});

const runOutbox = () =>
  sendOutbox({
    deps: {
      table: world.table,
      log: world.log,
      publishMany: world.bus.publishMany,
      now: () => world.clock.now + 120_000,
    },
    input: { until: Number.POSITIVE_INFINITY },
  });
const owed = async () => {
  const Mark = z.object({ sk: z.string() });
  return world.table.query(Mark, { index: 'gsi1', pk: 'OUTBOX', limit: 100 });
};
const ask = async (routeKey: string, rest: Partial<Asked> = {}) => {
  const reply = await world.ask({ routeKey, credential: boss.credential, ...rest });
  expect([routeKey, reply.statusCode]).toEqual([routeKey, expect.toSatisfy((status: number) => status < 300)]);
  return z.looseObject({ id: z.string().default('') }).parse(reply.statusCode === 204 ? {} : bodyOf(reply));
};

/** What is there before, then the act. */
const acts: Record<
  string,
  { readonly tells: readonly string[]; readonly prepare: () => Promise<() => Promise<unknown>> }
> = {
  'a sign-up': {
    tells: ['auth.mail-requested.v1'],
    prepare: async () => () =>
      ask('POST /v1/auth/signup', {
        body: { email: `new${Math.random()}@example.com`, password, name: 'New', organizationName: 'New' },
      }),
  },
  'a new project': {
    tells: ['project.created.v1'],
    prepare: async () => () => ask('POST /v1/projects', { body: { name: 'Website' } }),
  },
  'the end of a project': {
    tells: ['project.deleted.v1'],
    prepare: async () => {
      const { id } = await ask('POST /v1/projects', { body: { name: 'Website' } });
      return () => ask('DELETE /v1/projects/{id}', { params: { id } });
    },
  },
  'an invitation': {
    tells: ['auth.mail-requested.v1'],
    prepare: async () => () =>
      ask('POST /v1/invitations', { body: { email: `guest${Math.random()}@example.com`, role: 'viewer' } }),
  },
  'another role': {
    tells: ['organization.member.role-changed.v1'],
    prepare: async () => {
      const { user } = await addColleague(world, boss.organization.id);
      return () => ask('PATCH /v1/members/{userId}', { params: { userId: user.id }, body: { role: 'admin' } });
    },
  },
  'a removed member': {
    tells: ['organization.member.removed.v1'],
    prepare: async () => {
      const { user } = await addColleague(world, boss.organization.id);
      return () => ask('DELETE /v1/members/{userId}', { params: { userId: user.id } });
    },
  },
  'a rotated key': {
    tells: ['api-key.rotated.v1'],
    prepare: async () => {
      const { apiKey } = z
        .looseObject({ apiKey: z.object({ id: z.string() }) })
        .parse(await ask('POST /v1/api-keys', { body: { name: 'CI', scopes: ['admin'] } }));
      return () =>
        ask('POST /v1/api-keys/{id}/rotate', { params: { id: apiKey.id }, body: { gracePeriodSeconds: 60 } });
    },
  },
  'a stolen refresh token': {
    tells: ['auth.mail-requested.v1', 'security.refresh-reuse.v1'],
    prepare: async () => {
      const refresh = (refreshToken: string) =>
        world.ask({ routeKey: 'POST /v1/auth/refresh', body: { refreshToken } });
      const next = z.object({ refreshToken: z.string() }).parse(bodyOf(await refresh(boss.refreshToken)));
      await refresh(next.refreshToken);
      return () => refresh(boss.refreshToken);
    },
  },
  'a forgotten password': {
    tells: ['auth.mail-requested.v1'],
    prepare: async () => () => ask('POST /v1/auth/password/forgot', { body: { email: boss.user.email } }),
  },
  'another password': {
    tells: ['auth.mail-requested.v1'],
    prepare: async () => () =>
      ask('POST /v1/auth/password/change', {
        body: { currentPassword: password, newPassword: 'another battery of horses' },
      }),
  },
  'the last 30 days of an organization': {
    tells: ['auth.mail-requested.v1'],
    prepare: async () => () =>
      ask('DELETE /v1/organizations/{id}', { params: { id: boss.organization.id }, body: { password } }),
  },
};

test.each(Object.entries(acts))(
  '%s: what it tells is sent once, and nothing stays owed',
  async (_, { tells, prepare }) => {
    const act = await prepare();
    world.bus.events.length = 0;
    await act();
    expect(world.bus.types.toSorted()).toEqual(tells);
    expect(await owed()).toEqual([]);
  },
);

test.each(Object.entries(acts))(
  '%s, and the bus is down: it succeeds, and the job tells of it',
  async (_, { tells, prepare }) => {
    const act = await prepare();
    world.bus.events.length = 0;
    world.bus.isBroken = true;
    await act();
    expect(world.bus.events).toEqual([]);
    expect(await owed()).toHaveLength(tells.length);
    world.bus.isBroken = false;
    expect(await runOutbox()).toEqual({ sent: tells.length, failed: 0 });
    expect(world.bus.types.toSorted()).toEqual(tells);
    expect(await owed()).toEqual([]);
  },
);

test('an act that is refused owes nothing', async () => {
  const free = await addBoss(world, 'free');
  for (const name of ['one', 'two', 'three']) {
    await world.ask({ routeKey: 'POST /v1/projects', credential: free.credential, body: { name } });
  }
  world.bus.events.length = 0;
  const fourth = await world.ask({
    routeKey: 'POST /v1/projects',
    credential: free.credential,
    body: { name: 'four' },
  });
  expect(fourth.statusCode).toBe(402);
  expect([world.bus.events, await owed()]).toEqual([[], []]);
});
