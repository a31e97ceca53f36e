import { Webhook } from 'standardwebhooks';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { signingKeys } from '../../../../lambdas/events/signature/endpoint-keys.ts';
import { signatureHeaders } from '../../../../lambdas/events/signature/signature.ts';
import { bodyOf, problemOf } from '../../../shared/http-event.ts';
import { start } from '../../../shared/make-context.ts';
import { createdOf, type EndpointWorld, serviceSecret, startEndpoints } from './endpoint-world.ts';

let world: EndpointWorld;
beforeAll(async () => {
  world = await startEndpoints();
});
afterAll(() => world.tables.close());
beforeEach(() => {
  world.clock.now = start;
});

const body = '{"type":"task.succeeded.v1"}';
const day = 86_400_000;

/** Which of these secrets verify what is sent to the endpoint now. */
async function verifying(orgId: string, id: string, secrets: readonly string[]): Promise<boolean[]> {
  const endpoint = await world.endpoints.read(orgId, id);
  if (!endpoint) throw new Error('The endpoint is gone.');
  const timestamp = Math.floor(Date.now() / 1_000);
  const keys = signingKeys(serviceSecret, endpoint, world.clock.now);
  const headers = { ...signatureHeaders({ ...keys, id: 'evt_1', timestamp, body }) };
  return secrets.map((secret) => {
    try {
      new Webhook(secret).verify(body, headers);
      return true;
    } catch {
      // What the test is about: whether it does, not why.
      return false;
    }
  });
}

test('the secret shown at creation signs, and after a rotation both do for a day', async () => {
  const { orgId, create, rotate, get } = world.organization();
  const { endpoint, secret: first } = createdOf(await create({}));
  const { endpoint: rotated, secret: second, publicKey } = createdOf(await rotate(endpoint.id));
  expect(second).not.toBe(first);
  const previousSecretUntil = new Date(start + day).toISOString();
  expect(rotated).toMatchObject({ secretVersion: 2, version: 2, previousSecretUntil });
  expect(bodyOf(await get(endpoint.id))).toEqual(rotated);
  expect(await verifying(orgId, endpoint.id, [first, second])).toEqual([true, true]);
  world.clock.now = start + day;
  expect(await verifying(orgId, endpoint.id, [first, second])).toEqual([false, true]);
  expect(bodyOf(await get(endpoint.id))).not.toHaveProperty('previousSecretUntil');
  expect(publicKey).toMatch(/^whpk_/);
});

test('rotated twice within the grace, the oldest goes', async () => {
  const { orgId, create, rotate } = world.organization();
  const { endpoint, secret: first } = createdOf(await create({}));
  const second = createdOf(await rotate(endpoint.id)).secret;
  const third = createdOf(await rotate(endpoint.id)).secret;
  expect(await verifying(orgId, endpoint.id, [first, second, third])).toEqual([false, true, true]);
});

test('without a grace the old secret ends at once', async () => {
  const { orgId, create, rotate } = world.organization();
  const { endpoint, secret: first } = createdOf(await create({}));
  await rotate(endpoint.id);
  const { endpoint: rotated, secret } = createdOf(await rotate(endpoint.id, { gracePeriodSeconds: 0 }));
  expect(rotated).not.toHaveProperty('previousSecretUntil');
  expect(await verifying(orgId, endpoint.id, [first, secret])).toEqual([false, true]);
  expect(await world.endpoints.read(orgId, endpoint.id)).not.toHaveProperty('previousSecret');
});

test('of two rotations at once one wins, and the other is told, so that no secret ends unseen', async () => {
  const { orgId, create, rotate } = world.organization();
  const { endpoint, secret: first } = createdOf(await create({}));
  const replies = await Promise.all([rotate(endpoint.id), rotate(endpoint.id)]);
  const [won, lost] = [...replies].sort((one, other) => (one.statusCode ?? 0) - (other.statusCode ?? 0));
  expect([won?.statusCode, lost?.statusCode]).toEqual([200, 409]);
  const { endpoint: rotated, secret: second } = createdOf(won ?? {});
  expect(rotated.secretVersion).toBe(2);
  expect(await verifying(orgId, endpoint.id, [first, second])).toEqual([true, true]);
});

test('a rotation with If-Match goes through only at the version that was read', async () => {
  const { create, rotate } = world.organization();
  const { endpoint } = createdOf(await create({}));
  expect(await rotate(endpoint.id, {}, '"v1"')).toMatchObject({ statusCode: 200 });
  expect(problemOf(await rotate(endpoint.id, {}, '"v1"'))).toMatchObject({ code: 'precondition_failed' });
});

test('public keys are told, during a rotation both', async () => {
  const { create, rotate, publicKey } = world.organization();
  const { endpoint, publicKey: first } = createdOf(await create({}));
  expect(bodyOf(await publicKey(endpoint.id))).toEqual({ publicKey: first, secretVersion: 1 });
  const { publicKey: second } = createdOf(await rotate(endpoint.id, { gracePeriodSeconds: 60 }));
  const until = new Date(start + 60_000).toISOString();
  const both = { publicKey: second, secretVersion: 2, previous: { publicKey: first, until } };
  expect(bodyOf(await publicKey(endpoint.id))).toEqual(both);
  world.clock.now = start + 60_000;
  expect(bodyOf(await publicKey(endpoint.id))).toEqual({ publicKey: second, secretVersion: 2 });
});

test.each([-1, 1.5, 604_801, '60', null])('a grace of %j is refused', async (gracePeriodSeconds) => {
  const { create, rotate } = world.organization();
  const { endpoint } = createdOf(await create({}));
  const { status, errors } = problemOf(await rotate(endpoint.id, { gracePeriodSeconds }));
  expect([status, errors?.[0]?.path]).toEqual([422, 'body.gracePeriodSeconds']);
});
