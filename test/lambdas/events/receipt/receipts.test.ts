import { compactVerify, createLocalJWKSet } from 'jose';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { verifyReceipts } from '../../../../build/verify-receipts.ts';
import { deriveReceiptKey, ReceiptKeys } from '../../../../lambdas/events/receipt/receipt-key.ts';
import { firstPreviousHash } from '../../../../shared/receipt.ts';
import { bodyOf, httpEvent, problemOf } from '../../../shared/http-event.ts';
import { start } from '../../../shared/make-context.ts';
import { createdOf, type EndpointWorld, serviceSecret, startEndpoints } from '../endpoint/endpoint-world.ts';
import { chainOf } from './chain.ts';

let world: EndpointWorld;
beforeAll(async () => {
  world = await startEndpoints();
});
afterAll(() => world.tables.close());

/** An endpoint to which as many deliveries were decided, in the shape that `delivery` stores them in. */
async function endpointWith(length: number) {
  const organization = world.organization();
  const { endpoint } = createdOf(await organization.create({}));
  const receipts = chainOf(length, { endpointId: endpoint.id, key: deriveReceiptKey(serviceSecret) });
  for (const receipt of receipts) {
    const sk = `DELIVERY#${endpoint.id}#${String(receipt.sequence).padStart(12, '0')}`;
    await world.tables.table.put({ pk: `ORG#${organization.orgId}`, sk, receipt, status: 'delivered' });
  }
  const last = receipts.at(-1);
  if (last) await world.setState(organization.orgId, endpoint.id, { sequence: last.sequence, head: last.hash });
  return { ...organization, id: endpoint.id, receipts };
}

const publishedKeys = async () =>
  ReceiptKeys.parse(bodyOf(await world.handle(httpEvent({ routeKey: 'GET /v1/webhook-receipt-keys' }))));

test('receipts are listed by number, page by page', async () => {
  const { id, receipts, receipts: all, ...organization } = await endpointWith(5);
  expect(bodyOf(await organization.ask('GET /v1/webhook-endpoints/{id}/receipts', { id }))).toEqual({ items: all });
  const page = await organization.ask('GET /v1/webhook-endpoints/{id}/receipts', { id, query: { limit: '2' } });
  expect(bodyOf(page)).toEqual({ items: receipts.slice(0, 2), nextAfter: 2 });
  const rest = { id, query: { after: '2', limit: '3' } };
  expect(bodyOf(await organization.ask('GET /v1/webhook-endpoints/{id}/receipts', rest))).toEqual({
    items: receipts.slice(2),
  });
});

test('what was listed, the head and the published keys verify without us', async () => {
  const { id, receipts, head } = await endpointWith(4);
  const reply = await head(id);
  expect(bodyOf(reply)).toMatchObject({ endpointId: id, sequence: 4, hash: receipts[3]?.hash });
  const text = receipts.map((receipt) => JSON.stringify(receipt)).join('\n');
  const known = { keys: await publishedKeys(), head: reply.body ?? '', endpointId: id, from: 1 };
  expect(verifyReceipts(text, known)).toEqual({ isIntact: true, endpointId: id, from: 1, to: 4 });
  const cut = text.split('\n').slice(0, 3).join('\n');
  expect(verifyReceipts(cut, known)).toMatchObject({ isIntact: false, brokenAt: 4, provenHash: receipts[3]?.hash });
});

test('the head of an endpoint without deliveries is signed, too', async () => {
  const { id, head } = await endpointWith(0);
  const { signature, ...said } = bodyOf(await head(id)) as { signature: string };
  expect(said).toEqual({
    ...{ endpointId: id, sequence: 0, hash: firstPreviousHash(id), at: new Date(start).toISOString() },
  });
  const { payload } = await compactVerify(signature, createLocalJWKSet(await publishedKeys()));
  expect(JSON.parse(Buffer.from(payload).toString())).toEqual(said);
});

test('the chain of an endpoint is not mixed with that of a neighbour', async () => {
  const { orgId, id, receipts } = await endpointWith(2);
  const other = world.organization({}, orgId);
  const { endpoint } = createdOf(await other.create({}));
  const [stray] = chainOf(1, { endpointId: endpoint.id, key: deriveReceiptKey(serviceSecret) });
  const sk = `DELIVERY#${endpoint.id}#000000000001`;
  await world.tables.table.put({ pk: `ORG#${orgId}`, sk, receipt: stray });
  expect(bodyOf(await other.receipts(id))).toEqual({ items: receipts });
  expect(bodyOf(await other.receipts(endpoint.id))).toEqual({ items: [stray] });
});

test('keys are public, receipts are not', async () => {
  const { id } = await endpointWith(1);
  expect((await publishedKeys()).keys).toMatchObject([{ kty: 'OKP', crv: 'Ed25519', alg: 'EdDSA', use: 'sig' }]);
  const anonymous = httpEvent({ routeKey: 'GET /v1/webhook-endpoints/{id}/receipts', params: { id } });
  expect(problemOf(await world.handle(anonymous))).toMatchObject({ status: 401 });
});
