import { createPublicKey, hkdfSync, verify } from 'node:crypto';
import fc from 'fast-check';
import { Webhook } from 'standardwebhooks';
import { describe, expect, test } from 'vitest';
import {
  deriveEndpointKeys,
  publicKeyText,
  secretText,
  signingKeys,
} from '../../../../lambdas/events/signature/endpoint-keys.ts';
import { signatureHeaders } from '../../../../lambdas/events/signature/signature.ts';

const serviceSecret = 'a service secret of 64 characters, as the platform makes them .....';
const endpointId = 'whe_01jd3w7v2m8q4c5r6t7y8n9p0a';
const id = 'evt_01jd3w7v2m8q4c5r6t7y8n9p0b';
const body = '{"type":"task.succeeded.v1","data":{"name":"Zürich ✓"}}';
// The client compares with its own clock.
const timestamp = Math.floor(Date.now() / 1_000);
const until = new Date(Date.now() + 60_000).toISOString();

const keysOf = (version: number, endpoint = endpointId) => deriveEndpointKeys(serviceSecret, endpoint, version);
const rotating = { id: endpointId, secretVersion: 2, previousSecret: { version: 1, until } };

function signed(now = Date.now(), endpoint: Parameters<typeof signingKeys>[1] = rotating) {
  return { ...signatureHeaders({ ...signingKeys(serviceSecret, endpoint, now), id, timestamp, body }) };
}

/** As a receiver does it that has nothing but the published key and the specification. */
function isVerifiedBy(publicKey: string, headers: Record<string, string>, payload: string): boolean {
  const x = Buffer.from(publicKey.replace(/^whpk_/, ''), 'base64').toString('base64url');
  const key = createPublicKey({ key: { kty: 'OKP', crv: 'Ed25519', x }, format: 'jwk' });
  const content = Buffer.from(`${headers['webhook-id']}.${headers['webhook-timestamp']}.${payload}`);
  return (headers['webhook-signature'] ?? '')
    .split(' ')
    .filter((each) => each.startsWith('v1a,'))
    .some((each) => verify(null, content, key, Buffer.from(each.slice(4), 'base64')));
}

test('the client of Standard Webhooks verifies a delivery and gives what was sent', () => {
  const { previousSecret: _, ...settled } = rotating;
  const headers = signed(Date.now(), settled);
  expect(new Webhook(secretText(keysOf(2))).verify(body, headers)).toEqual(JSON.parse(body));
  expect(headers['webhook-signature'].split(' ').map((each) => each.split(',')[0])).toEqual(['v1', 'v1a']);
});

test('the texts of keys are those of Standard Webhooks: whsec_ of 32 bytes, whpk_ of the 32 bytes of ed25519', () => {
  expect(Buffer.from(secretText(keysOf(1)).replace(/^whsec_/, ''), 'base64')).toHaveLength(32);
  expect(publicKeyText(keysOf(1))).toMatch(/^whpk_[A-Za-z0-9+/]{43}=$/);
  expect(Buffer.from(publicKeyText(keysOf(1)).replace(/^whpk_/, ''), 'base64')).toHaveLength(32);
});

describe('while a secret rotates', () => {
  test('both secrets verify, and both public keys', () => {
    const headers = signed();
    for (const version of [1, 2]) {
      expect(new Webhook(secretText(keysOf(version))).verify(body, headers)).toEqual(JSON.parse(body));
      expect(isVerifiedBy(publicKeyText(keysOf(version)), headers, body)).toBe(true);
    }
    expect(headers['webhook-signature'].split(' ').map((each) => each.split(',')[0])).toEqual([
      'v1',
      'v1',
      'v1a',
      'v1a',
    ]);
  });

  test('the old ones end with the grace, to the millisecond', () => {
    const old = new Webhook(secretText(keysOf(1)));
    expect(() => old.verify(body, signed(Date.parse(until) - 1))).not.toThrow();
    expect(() => old.verify(body, signed(Date.parse(until)))).toThrow('No matching signature found');
    expect(isVerifiedBy(publicKeyText(keysOf(1)), signed(Date.parse(until)), body)).toBe(false);
  });
});

describe('what is tampered with is refused, by either signature:', () => {
  const tampered: [string, (headers: Record<string, string>) => [Record<string, string>, string]][] = [
    ['another body', (headers) => [headers, body.replace('Zürich', 'Zurich')]],
    ['a space in the body', (headers) => [headers, body.replace(':', ': ')]],
    ['another id', (headers) => [{ ...headers, 'webhook-id': id.replace(/b$/, 'c') }, body]],
    ['another time', (headers) => [{ ...headers, 'webhook-timestamp': String(timestamp + 1) }, body]],
    ['no signature', (headers) => [{ ...headers, 'webhook-signature': 'v1,' }, body]],
    [
      'kinds exchanged',
      (headers) => [{ ...headers, 'webhook-signature': swapped(headers['webhook-signature']) }, body],
    ],
  ];
  test.each(tampered)('%s', (_, tamper) => {
    const [headers, payload] = tamper(signed());
    for (const version of [1, 2]) {
      expect(() => new Webhook(secretText(keysOf(version))).verify(payload, headers)).toThrow();
      expect(isVerifiedBy(publicKeyText(keysOf(version)), headers, payload)).toBe(false);
    }
  });

  test('a delivery that somebody kept and sends again after five minutes', () => {
    const old = signatureHeaders({
      ...{ ...signingKeys(serviceSecret, rotating, Date.now()), id, timestamp: timestamp - 301, body },
    });
    expect(() => new Webhook(secretText(keysOf(2))).verify(body, { ...old })).toThrow('Message timestamp too old');
  });

  test('the secret of another endpoint, of another version, of another platform', () => {
    const others = [
      keysOf(2, endpointId.replace(/a$/, 'b')),
      keysOf(3),
      deriveEndpointKeys(`${serviceSecret}.`, endpointId, 2),
    ];
    for (const keys of others) {
      expect(() => new Webhook(secretText(keys)).verify(body, signed())).toThrow('No matching signature found');
      expect(isVerifiedBy(publicKeyText(keys), signed(), body)).toBe(false);
    }
  });
});

test('an id that could move the dots of what is signed is never signed', () => {
  const keys = signingKeys(serviceSecret, rotating, Date.now());
  for (const wrong of ['evt_1.2', '', 'a b', 'evt_1\n', 'x'.repeat(129)]) {
    expect(() => signatureHeaders({ ...keys, id: wrong, timestamp, body })).toThrow('letters, digits');
  }
  for (const wrong of [1.5, Number.NaN, Number.POSITIVE_INFINITY]) {
    expect(() => signatureHeaders({ ...keys, id, timestamp: wrong, body })).toThrow('whole seconds');
  }
});

test('keys are derived, so they never change, and no two of them are the same', () => {
  const secrets = ['a', 'b'].flatMap((endpoint) => [1, 2, 12].map((version) => keysOf(version, endpoint)));
  expect(new Set(secrets.map(secretText)).size).toBe(6);
  expect(new Set(secrets.map(publicKeyText)).size).toBe(6);
  expect(secretText(keysOf(1))).toBe(secretText(keysOf(1)));
  const seed = hkdfSync('sha256', serviceSecret, '', `odavl webhook HMAC-SHA256 ${endpointId} version 1`, 32);
  expect(secretText(keysOf(1))).toBe(`whsec_${Buffer.from(seed).toString('base64')}`);
});

test('any text is signed as its bytes in UTF-8', () => {
  const keys = signingKeys(serviceSecret, rotating, Date.now());
  fc.assert(
    fc.property(fc.string({ unit: 'grapheme' }), (text) => {
      const headers = { ...signatureHeaders({ ...keys, id, timestamp, body: text }) };
      new Webhook(secretText(keysOf(2))).verify(text, headers, { jsonParse: false });
      expect(isVerifiedBy(publicKeyText(keysOf(2)), headers, text)).toBe(true);
    }),
    { numRuns: 50 },
  );
});

function swapped(signatures = ''): string {
  return signatures.replaceAll('v1a,', 'x,').replaceAll('v1,', 'v1a,').replaceAll('x,', 'v1,');
}
