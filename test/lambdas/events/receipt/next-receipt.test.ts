import { createHash } from 'node:crypto';
import { compactVerify, createLocalJWKSet } from 'jose';
import { expect, test } from 'vitest';
import { nextReceipt } from '../../../../lambdas/events/receipt/next-receipt.ts';
import { deriveReceiptKey } from '../../../../lambdas/events/receipt/receipt-key.ts';
import { claimsOf, compactReceipt, expandReceipt, Receipt } from '../../../../shared/receipt.ts';
import { chainOf, endpointId, headOf, key, keys } from './chain.ts';

const sha256 = (text: string) => createHash('sha256').update(text).digest('hex');
const event = { id: 'evt_1', type: 'task.succeeded.v1', time: '2026-11-23T04:00:00.000Z' };
const first = () =>
  nextReceipt({
    ...{ key, endpointId, sequence: 1, previousHash: undefined, event, body: '{"a":"ü"}' },
    now: Date.parse('2026-11-23T04:00:01.000Z'),
  });

test('a receipt is the canonical JSON of what was decided, its SHA-256, and a signature', () => {
  const canonical = `{"createdAt":"2026-11-23T04:00:01.000Z","endpointId":"${endpointId}","eventId":"evt_1","eventTime":"2026-11-23T04:00:00.000Z","eventType":"task.succeeded.v1","payloadSha256":"${sha256('{"a":"ü"}')}","previousHash":"${sha256(endpointId)}","sequence":1,"v":1}`;
  expect(first()).toMatchObject({ hash: sha256(canonical), keyId: key.keyId });
  expect(Buffer.from(compactReceipt(first()).split('.')[1] ?? '', 'base64url').toString()).toBe(canonical);
  expect(Receipt.parse(first())).toEqual(first());
});

test('each receipt names the hash of the one before', () => {
  const [one, two, three] = chainOf(3);
  expect([two?.previousHash, three?.previousHash]).toEqual([one?.hash, two?.hash]);
});

test('made again after a crash, it is the same to the last byte, so no second one can come about', () => {
  expect(first()).toEqual(first());
});

test('the header verifies alone, with a JOSE library and the published keys', async () => {
  const jwks = createLocalJWKSet(keys);
  const { payload, protectedHeader } = await compactVerify(compactReceipt(first()), jwks, { algorithms: ['EdDSA'] });
  expect(protectedHeader).toEqual({ alg: 'EdDSA', kid: key.keyId, typ: 'odavl-receipt+jws' });
  expect(JSON.parse(Buffer.from(payload).toString())).toEqual(claimsOf(first()));
  const other = compactReceipt({ ...first(), sequence: 2 });
  await expect(compactVerify(other, jwks, { algorithms: ['EdDSA'] })).rejects.toThrow('signature verification failed');
});

test('the head verifies the same way, and neither passes for the other', async () => {
  const { protectedHeader } = await compactVerify(headOf([first()]), createLocalJWKSet(keys));
  expect(protectedHeader.typ).toBe('odavl-receipt-head+jws');
  expect(expandReceipt(headOf([first()]))).toBeUndefined();
});

test('the header is short enough for every server', () => {
  const eventType = 'marketplace.package.deprecated.v1';
  const long = nextReceipt({
    ...{ key, endpointId, sequence: 999_999_999_999, previousHash: first().hash, body: '{}', now: Date.now() },
    event: { ...event, id: 'evt_01jd3w7v2m8q4c5r6t7y8n9p0a', type: eventType },
  });
  expect(compactReceipt(long).length).toBeLessThan(1_024);
});

test('a header gives the whole receipt back, and nothing that is spelled differently does', () => {
  const compact = compactReceipt(first());
  expect(expandReceipt(compact)).toEqual(first());
  const [header = '', payload = '', signature = ''] = compact.split('.');
  const spaced = Buffer.from(JSON.stringify(claimsOf(first()), null, 1)).toString('base64url');
  const none = Buffer.from(`{"alg":"none","kid":"${key.keyId}","typ":"odavl-receipt+jws"}`).toString('base64url');
  const wrong = [`${header}.${spaced}.${signature}`, `${none}.${payload}.${signature}`, `${compact}=`, `${compact}.x`];
  for (const text of [...wrong, '', 'a.b.c', header, `${header}.${payload}`])
    expect(expandReceipt(text)).toBeUndefined();
});

test('the id of the key tells its version, and another secret is another key', () => {
  expect(key.keyId).toMatch(/^receipt-1-[0-9a-f]{8}$/);
  expect(deriveReceiptKey('another secret').keyId).not.toBe(key.keyId);
  expect(keys.keys).toHaveLength(1);
  expect(JSON.stringify(keys)).not.toContain('"d"');
});
