import { expect, test } from 'vitest';
import { signStatement } from '../../../../engines/autopilot/attestation/envelope.ts';
import { firstPrevious, statementDigest } from '../../../../engines/autopilot/attestation/statement.ts';
import { sha256Of } from '../../../../engines/autopilot/attestation/tree-digest.ts';
import { verifyChain } from '../../../../engines/autopilot/attestation/verify-chain.ts';
import { chainOf, jwks, signers, statementWith, trees } from './attested-run.ts';

const chain = await chainOf(4);
const [first, second, third, last] = chain.map(({ envelope }) => envelope);
const fork = await chainOf(2, { after: chain[0]?.statement, name: 'other' });

test('a chain holds, in any order, with what came twice, from any number on', () => {
  const sequences = (...given: readonly unknown[]) =>
    verifyChain(given, jwks).map(({ statement }) => statement.predicate.sequence);
  expect(sequences(last, first, third, second, third)).toEqual([1, 2, 3, 4]);
  expect(sequences(third, last)).toEqual([3, 4]);
  expect(sequences(second)).toEqual([2]);
  expect(sequences()).toEqual([]);
});

test('keys may change within a chain', async () => {
  const next = await chainOf(1, { after: chain.at(-1)?.statement, signer: signers.es });
  expect(verifyChain([third, last, next[0]?.envelope], jwks).map(({ keyId }) => keyId)).toEqual(['ed', 'ed', 'es']);
});

test.each<[string, readonly unknown[], string]>([
  ['one that is missing', [first, third], 'Attestation 3 does not follow number 1.'],
  ['a fork', [first, second, fork[0]?.envelope], 'There are two attestations 2: the chain was forked'],
  ['a fork that goes on alone', [first, second, fork[1]?.envelope], 'Attestation 3 follows another number 2.'],
])('%s is found', (_, given, message) => {
  expect(() => verifyChain(given, jwks)).toThrow(message);
});

test('an attestation of another project is found, also one that says to follow ours', async () => {
  const before = chain[0]?.statement ?? statementWith();
  const previous = { sha256: statementDigest(before) };
  const stranger = await signStatement(statementWith({ projectId: 'prj_2', sequence: 2, previous }), signers.ed);
  expect(() => verifyChain([first, stranger], jwks)).toThrow('It is of prj_2, the one before of prj_1.');
  expect(firstPrevious('prj_1')).not.toBe(firstPrevious('prj_2'));
});

test('what is expected of content is asked of the last one, also when that came twice', () => {
  expect(verifyChain([first, second], jwks, trees)).toHaveLength(2);
  expect(() => verifyChain([first, second, second], jwks, { after: sha256Of('x') })).toThrow(
    'about another tree after',
  );
});
