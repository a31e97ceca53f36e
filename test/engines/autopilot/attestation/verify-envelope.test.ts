import { generateKeyPairSync, sign } from 'node:crypto';
import { importJWK } from 'jose';
import { describe, expect, test } from 'vitest';
import { AttestationError } from '../../../../engines/autopilot/attestation/attestation-error.ts';
import {
  keySigner,
  payloadType,
  preAuthenticationEncoding,
  signStatement,
} from '../../../../engines/autopilot/attestation/envelope.ts';
import { type RunStatement, recipeDigest, statementText } from '../../../../engines/autopilot/attestation/statement.ts';
import { sha256Of } from '../../../../engines/autopilot/attestation/tree-digest.ts';
import { type Expected, verifyEnvelope } from '../../../../engines/autopilot/attestation/verify-envelope.ts';
import { candidate } from '../decide/candidate.ts';
import { jwkOf, jwks, predicateWith, signers, statementWith, trees } from './attested-run.ts';

const statement = statementWith();
const envelope = await signStatement(statement, signers.ed);
const [signature = { keyid: '', sig: '' }] = envelope.signatures;

function faultOf(given: unknown, { keys = jwks, ...expected }: Expected & { keys?: unknown } = {}): string {
  try {
    verifyEnvelope(given, keys, expected);
  } catch (error) {
    return error instanceof AttestationError ? error.fault : `${error}`;
  }
  return 'none';
}

/** Signed by us, whatever it is. */
async function signedText(text: string): Promise<unknown> {
  const payload = Buffer.from(text);
  const sig = Buffer.from(await signers.ed.sign(preAuthenticationEncoding(payloadType, payload))).toString('base64');
  return { payload: payload.toString('base64'), payloadType, signatures: [{ keyid: 'ed', sig }] };
}

describe('refused, with the name of the fault, is', () => {
  const altered = statementText(statement).replace('run_1', 'run_2');
  const text = statementText(statement);

  test.each<[string, string, unknown]>([
    ['malformed-envelope', 'nothing', undefined],
    ['malformed-envelope', 'no signature', { ...envelope, signatures: [] }],
    ['malformed-envelope', 'a payload that is not base64', { ...envelope, payload: '{}' }],
    ['wrong-payload-type', 'another type', { ...envelope, payloadType: 'application/json' }],
    ['unknown-key', 'a key that is not ours', { ...envelope, signatures: [{ ...signature, keyid: 'xx' }] }],
    ['bad-signature', 'an altered payload', { ...envelope, payload: Buffer.from(altered).toString('base64') }],
    ['bad-signature', 'no bytes of a signature', { ...envelope, signatures: [{ ...signature, sig: '' }] }],
    [
      'bad-signature',
      'the signature under another key of ours',
      { ...envelope, signatures: [{ ...signature, keyid: 'es' }] },
    ],
  ])('%s: %s', (fault, _, given) => expect(faultOf(given)).toBe(fault));

  test.each([
    ['malformed-statement', 'no JSON', '{'],
    ['malformed-statement', 'another spelling', JSON.stringify(JSON.parse(text), null, 1)],
    ['malformed-statement', 'a member twice', text.replace('"runId":"run_1"', '"runId":"run_0","runId":"run_1"')],
    ['malformed-statement', 'a member more', text.replace('"runId":"run_1"', '"runId":"run_1","x":1')],
    ['malformed-statement', 'trees that are swapped', text.replace('"name":"before"', '"name":"after"')],
    ['wrong-predicate-type', 'another predicate', text.replaceAll('autopilot-run/v1', 'autopilot-run/v2')],
    [
      'broken-link',
      'a first one that follows nothing of the project',
      text.replace(/"previous":\{"sha256":"./, '"previous":{"sha256":"f'),
    ],
    ['broken-link', 'a second one that follows nothing', text.replace('"sequence":1', '"sequence":2')],
  ])('%s: %s, though we signed it', async (fault, _, said) => {
    expect(said).not.toBe(text);
    expect(faultOf(await signedText(said))).toBe(fault);
  });

  test.each<[string, Expected]>([
    ['subject-mismatch', { before: trees.after }],
    ['subject-mismatch', { after: trees.before }],
    ['patch-mismatch', { patch: sha256Of('another') }],
  ])('%s: %j', (fault, expected) => expect(faultOf(envelope, expected)).toBe(fault));

  test.each<[string, unknown]>([
    ['no JWK Set', { keys: 1 }],
    ['an empty one', { keys: [] }],
    [
      'one of other kinds',
      {
        keys: [
          { kty: 'RSA', kid: 'ed', n: 'AQ', e: 'AQAB' },
          { kty: 'oct', kid: 'ed', k: 'AQ' },
        ],
      },
    ],
    ['one for encryption', { keys: [{ ...jwks.keys[0], use: 'enc' }] }],
    ['a key that is none', { keys: [{ kty: 'OKP', crv: 'Ed25519', kid: 'ed', x: 'AQ' }] }],
  ])('%s, as keys', (_, keys) => expect(faultOf(envelope, { keys })).toMatch(/^UnusableKeysError/));

  test('a forgery with a key of somebody else under our name', async () => {
    const { publicKey, privateKey } = generateKeyPairSync('ed25519');
    const forged = await signStatement(statement, keySigner('ed', privateKey));
    expect(faultOf(forged)).toBe('bad-signature');
    expect(faultOf(forged, { keys: { keys: [jwkOf(publicKey, 'ed')] } })).toBe('none');
  });
});

describe('verified is', () => {
  test.each(['ed', 'es'] as const)('what was signed with %s, also in the other alphabet of base64', async (name) => {
    const signed = await signStatement(statement, signers[name]);
    const url = (text: string) => Buffer.from(text, 'base64').toString('base64url');
    const other = {
      ...signed,
      payload: url(signed.payload),
      signatures: signed.signatures.map(({ keyid, sig }) => ({ keyid, sig: url(sig) })),
    };
    for (const given of [signed, other, { ...signed, more: 1 }]) {
      expect(verifyEnvelope(given, jwks, { ...trees, patch: sha256Of('patch') })).toEqual({
        statement,
        digest: sha256Of(Buffer.from(signed.payload, 'base64')),
        keyId: name,
      });
    }
  });

  test('an ES256 signature as JOSE writes it', async () => {
    const { publicKey, privateKey } = generateKeyPairSync('ec', { namedCurve: 'prime256v1' });
    const raw = (bytes: Uint8Array) => sign('sha256', bytes, { key: privateKey, dsaEncoding: 'ieee-p1363' });
    const signed = await signStatement(statement, { keyId: 'k', sign: raw });
    expect(faultOf(signed, { keys: { keys: [jwkOf(publicKey, 'k')] } })).toBe('none');
  });

  test('one good signature beside others that are not known', () => {
    const others = [{ keyid: 'xx', sig: 'AA==' }, { keyid: 'es', sig: 'AA==' }, signature];
    expect(verifyEnvelope({ ...envelope, signatures: others }, jwks).keyId).toBe('ed');
  });
});

test('the encoding that is signed is that of the example in the specification of DSSE', () => {
  const encoded = preAuthenticationEncoding('http://example.com/HelloWorld', Buffer.from('hello world'));
  expect(Buffer.from(encoded).toString()).toBe('DSSEv1 29 http://example.com/HelloWorld 11 hello world');
  expect(Buffer.from(preAuthenticationEncoding('é', Buffer.from('ü'))).toString()).toBe('DSSEv1 2 é 2 ü');
});

test('another implementation verifies the signature with the published key', async () => {
  const key = await importJWK({ ...jwks.keys[0] }, 'EdDSA');
  if (key instanceof Uint8Array) throw new Error('A public key is no secret.');
  const bytes = preAuthenticationEncoding(payloadType, Buffer.from(envelope.payload, 'base64'));
  const sig = new Uint8Array(Buffer.from(signature.sig, 'base64'));
  expect(await crypto.subtle.verify('Ed25519', key, sig, bytes)).toBe(true);
  expect(await crypto.subtle.verify('Ed25519', key, sig, bytes.with(30, 0))).toBe(false);
});

test('the same statement has the same bytes, in whatever order it was put together', () => {
  const predicate = predicateWith();
  const mixed = Object.fromEntries(Object.entries(predicate).reverse());
  const other: RunStatement = { ...statement, predicate: { ...predicate, ...mixed } };
  expect(statementText(other)).toBe(statementText(statement));
});

test('nothing is signed that is no statement, and no key signs that cannot', () => {
  expect(() => statementWith({ sequence: 0 })).toThrow('sequence');
  expect(() => statementWith({ gates: [{ gate: 'x', limit: 0, actual: Number.NaN, passed: true }] })).toThrow('NaN');
  expect(() => keySigner('k', generateKeyPairSync('rsa', { modulusLength: 2048 }).privateKey)).toThrow(TypeError);
});

test('the digest of a recipe changes with what it does', () => {
  const { recipe } = candidate({});
  expect(recipeDigest(recipe)).toMatch(/^[0-9a-f]{64}$/);
  expect(recipeDigest({ ...recipe, risk: 'high' })).not.toBe(recipeDigest(recipe));
});
