import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterAll, describe, expect, test } from 'vitest';
import { type Known, verifyReceipts } from '../../build/verify-receipts.ts';
import { deriveReceiptKey, receiptKeys } from '../../lambdas/events/receipt/receipt-key.ts';
import { compactReceipt, type Receipt, receiptHash } from '../../shared/receipt.ts';
import { chainOf, endpointId, headOf, key, keys } from '../lambdas/events/receipt/chain.ts';

const chain = chainOf(5);
const lines = (receipts: readonly Receipt[]) => receipts.map((receipt) => JSON.stringify(receipt)).join('\n');
const check = (receipts: readonly Receipt[], known: Partial<Known> = {}) =>
  verifyReceipts(lines(receipts), { keys, ...known });
const at = (sequence: number) => chain[sequence - 1] ?? chainOf(1)[0] ?? never();
const changed = (sequence: number, change: Partial<Receipt>) =>
  chain.map((receipt) => (receipt.sequence === sequence ? { ...receipt, ...change } : receipt));

function never(): never {
  throw new Error('The chain has five receipts.');
}

describe('intact is', () => {
  test('a whole chain, as JSON or as the headers of deliveries', () => {
    const intact = { isIntact: true, endpointId, from: 1, to: 5 };
    expect(check(chain)).toEqual(intact);
    expect(verifyReceipts(chain.map(compactReceipt).join('\r\n'), { keys, endpointId })).toEqual(intact);
  });

  test('one whose oldest receipts have expired', () => {
    expect(check(chain.slice(2))).toMatchObject({ isIntact: true, from: 3, to: 5 });
    expect(check(chain, { from: 3 })).toMatchObject({ isIntact: true, from: 3, to: 5 });
  });

  test('one in the order of arrival, with what came twice', () => {
    expect(check([...chain].reverse().concat(chain.slice(1, 3)))).toMatchObject({ isIntact: true, to: 5 });
  });

  test('one that reaches its head, and goes beyond it', () => {
    expect(check(chain, { head: headOf(chain) })).toMatchObject({ isIntact: true });
    expect(check(chain, { head: headOf(chain.slice(0, 3)) })).toMatchObject({ isIntact: true });
    const reply = JSON.stringify({ sequence: 5, signature: headOf(chain) });
    expect(check(chain, { head: reply })).toMatchObject({ isIntact: true });
  });
});

const otherKey = deriveReceiptKey('the secret of somebody else');
const fork = chainOf(2, { after: chain.slice(0, 2), mark: ',"x":1' });

describe('found, with the number at which the chain breaks first:', () => {
  test.each<[string, readonly Receipt[], number, string]>([
    ['a receipt that was dropped', chain.filter(({ sequence }) => sequence !== 3), 3, 'Receipt 3 is missing'],
    ['several that were dropped', [at(1), at(5)], 2, 'Receipt 2 is missing: receipt 5'],
    [
      'two whose numbers were swapped',
      [at(1), { ...at(2), sequence: 3 }, { ...at(3), sequence: 2 }, at(4)],
      2,
      'A field of receipt 2 was altered',
    ],
    ['an altered event', changed(4, { eventId: 'evt_9' }), 4, 'A field of receipt 4 was altered'],
    ['an altered body', changed(2, { payloadSha256: at(1).payloadSha256 }), 2, 'A field of receipt 2 was altered'],
    ['an altered time', changed(2, { createdAt: at(1).createdAt }), 2, 'A field of receipt 2 was altered'],
    [
      'an altered field with a hash that fits',
      changed(4, rehashed({ ...at(4), eventId: 'evt_9' })),
      4,
      'The signature of receipt 4 is wrong',
    ],
    ['the signature of another receipt', changed(3, { signature: at(2).signature }), 3, 'The signature of receipt 3'],
    ['a fork: two receipts with one number', [...chain, ...fork.slice(2)], 3, 'There are two receipts 3'],
    ['a fork that goes on alone', [...chain.slice(0, 3), ...fork.slice(3)], 4, 'Receipt 4 does not follow'],
    [
      'receipts signed again with another key',
      chainOf(3, { key: otherKey }),
      1,
      'signed with a key that is not among those published',
    ],
    [
      'another key under the id of ours',
      chainOf(3, { key: { ...otherKey, keyId: key.keyId } }),
      1,
      'The signature of receipt 1 is wrong',
    ],
    [
      'a first receipt that follows another endpoint',
      chainOf(1, { after: [] }).map((receipt) => rehashed({ ...receipt, previousHash: at(1).hash })),
      1,
      'The signature of receipt 1 is wrong',
    ],
    [
      'one of another endpoint in between',
      [...chain.slice(0, 2), ...chainOf(3, { endpointId: 'whe_other' }).slice(2), ...chain.slice(3)],
      3,
      'Receipt 3 is of another endpoint, whe_other',
    ],
  ])('%s', (_, receipts, brokenAt, reason) => {
    expect(check(receipts)).toMatchObject({ isIntact: false, brokenAt, reason: expect.stringContaining(reason) });
  });

  test('a missing receipt, with its hash, which the platform has signed for', () => {
    const proven = check(chain.filter(({ sequence }) => sequence !== 3));
    expect(proven).toMatchObject({ brokenAt: 3, provenHash: at(3).hash });
    const altered = changed(4, { eventId: 'evt_9' }).filter(({ sequence }) => sequence !== 3);
    expect(check(altered)).not.toHaveProperty('provenHash');
  });

  test('the chain of another endpoint, when one says whose it must be', () => {
    const other = chainOf(3, { endpointId: 'whe_other' });
    expect(check(other)).toMatchObject({ isIntact: true, endpointId: 'whe_other' });
    expect(check(other, { endpointId })).toMatchObject({ isIntact: false, brokenAt: 1 });
  });

  test('a tail that was cut, with a later head, but not without', () => {
    const cut = chain.slice(0, 3);
    expect(check(cut)).toMatchObject({ isIntact: true, to: 3 });
    expect(check(cut, { head: headOf(chain) })).toMatchObject({
      brokenAt: 4,
      reason: expect.stringContaining('head is 5'),
    });
    expect(check(cut, { head: headOf(chainOf(4)) })).toMatchObject({ brokenAt: 4, provenHash: at(4).hash });
  });

  test('a beginning that was cut, when one says where it must begin', () => {
    expect(check(chain.slice(2), { from: 1 })).toMatchObject({
      brokenAt: 1,
      reason: expect.stringContaining('Receipt 1'),
    });
  });

  test('a chain that the head does not know', () => {
    const other = { head: headOf(fork) };
    expect(check(chain, other)).toMatchObject({ brokenAt: 4, reason: expect.stringContaining('forked') });
    const stranger = { head: headOf(chainOf(2, { endpointId: 'whe_other' })) };
    expect(check(chain, stranger)).toMatchObject({
      isIntact: false,
      reason: expect.stringContaining('another endpoint'),
    });
  });
});

test('whatever one field is changed to, it is found', () => {
  const fields = fc.constantFrom('eventId', 'eventType', 'eventTime', 'endpointId' as const);
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 5 }), fields, fc.string(), (sequence, field, value) => {
      fc.pre(at(sequence)[field as 'eventId'] !== value);
      expect(check(changed(sequence, { [field]: value }))).toMatchObject({ isIntact: false });
    }),
  );
});

test('what is no receipt, no key or no head of ours gives no verdict', () => {
  const none = { ...at(1), more: 1 };
  expect(() => verifyReceipts(JSON.stringify(none), { keys })).toThrow('Line 1 is not a receipt');
  expect(() => check(changed(3, { signature: at(3).signature.slice(0, 80) }))).toThrow('Line 3 is not a receipt');
  expect(() => verifyReceipts('\n\n', { keys })).toThrow('There is no receipt');
  expect(() => verifyReceipts('{', { keys })).toThrow('Line 1');
  expect(() => check(chain, { keys: {} })).toThrow('no JWK Set');
  expect(() => check(chain, { keys: { keys: [{ ...keys.keys[0], x: 'AA' }] } })).toThrow('One of the keys');
  expect(() => check(chain, { head: headOf(chain, otherKey) })).toThrow('The head is not signed');
  expect(() => check(chain, { head: compactReceipt(at(1)) })).toThrow('The head is not signed');
  expect(() => check(chain, { head: `${headOf(chain)}x` })).toThrow('The head is not signed');
});

describe('the command', () => {
  const folder = mkdtempSync(join(tmpdir(), 'odavl-receipts-'));
  const path = (name: string) => join(folder, name);
  afterAll(() => rmSync(folder, { recursive: true }));
  writeFileSync(path('jwks.json'), JSON.stringify(receiptKeys('the secret of somebody else')));
  writeFileSync(path('keys.json'), JSON.stringify(keys));
  writeFileSync(path('head.json'), JSON.stringify({ signature: headOf(chain) }));

  function run(receipts: readonly Receipt[], ...args: string[]): [number | null, string] {
    writeFileSync(path('receipts.ndjson'), `${lines(receipts)}\n`);
    const command = [
      '--disable-warning=ExperimentalWarning',
      'bin/verify-receipts.ts',
      ...args,
      path('receipts.ndjson'),
    ];
    const { status, stdout, stderr } = spawnSync(process.execPath, command, { encoding: 'utf8' });
    return [status, stdout || stderr];
  }

  test('says ok, or the first break, by its exit code too', () => {
    const ours = ['--keys', path('keys.json'), '--head', path('head.json'), '--endpoint', endpointId, '--from', '1'];
    expect(run(chain, ...ours)).toEqual([0, `{"isIntact":true,"endpointId":"${endpointId}","from":1,"to":5}\n`]);
    expect(run(chain.slice(0, 4), ...ours)).toEqual([1, expect.stringContaining('"brokenAt":5')]);
    expect(run(chain, '--keys', path('jwks.json'))).toEqual([1, expect.stringContaining('"brokenAt":1')]);
    expect(run([], '--keys', path('keys.json'))).toEqual([2, 'There is no receipt in it.\n']);
    expect(run(chain)).toEqual([2, expect.stringContaining('node bin/verify-receipts.ts --keys')]);
    expect(run(chain, '--keys', path('keys.json'), '--from', 'x')[0]).toBe(2);
  });
});

function rehashed(receipt: Receipt): Receipt {
  return { ...receipt, hash: receiptHash(receipt) };
}
