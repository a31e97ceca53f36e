import { AttestationError } from './attestation-error.ts';
import { type Expected, type VerifiedAttestation, verifyEnvelope } from './verify-envelope.ts';

/**
 * Verifies attestations of one project, in any order, and that each follows the one before. What else is expected is asked of
 * the last one. The same attestation may be there twice.
 * @throws AttestationError for the first that does not hold
 */
export function verifyChain(
  envelopes: readonly unknown[],
  jwks: unknown,
  expected: Omit<Expected, 'previous'> = {},
): readonly VerifiedAttestation[] {
  const signed = new Map<string, { envelope: unknown; sequence: number }>();
  for (const envelope of envelopes) {
    const { digest, statement } = verifyEnvelope(envelope, jwks);
    signed.set(digest, { envelope, sequence: statement.predicate.sequence });
  }
  const inOrder = [...signed.values()].toSorted((a, b) => a.sequence - b.sequence);
  const chain: VerifiedAttestation[] = [];
  for (const [index, { envelope, sequence }] of inOrder.entries()) {
    const previous = chain.at(-1);
    if (previous?.statement.predicate.sequence === sequence) {
      const message = `There are two attestations ${sequence}: the chain was forked, and both are signed.`;
      throw new AttestationError('broken-link', message);
    }
    const isLast = index === inOrder.length - 1;
    chain.push(verifyEnvelope(envelope, jwks, { ...(isLast && expected), ...(previous && { previous }) }));
  }
  return chain;
}
