import * as z from 'zod';
import { AttestationError } from '../../../engines/autopilot/attestation/attestation-error.ts';
import { verifyEnvelope } from '../../../engines/autopilot/attestation/verify-envelope.ts';
import { attestationKeys } from './signing-key.ts';

export const NewVerification = z.strictObject({
  envelope: z.unknown().describe('The DSSE envelope.'),
  before: z.string().max(64).optional().describe('Digest of the tree before, if you have it.'),
  after: z.string().max(64).optional().describe('Digest of the tree after, if you have it.'),
  patch: z.string().max(64).optional().describe('SHA-256 of the patch, if you have it.'),
});
export type NewVerification = z.infer<typeof NewVerification>;

export const Verification = z
  .object({
    isValid: z.boolean(),
    fault: z.string().optional().describe('Stable, for programs.'),
    detail: z.string().describe('For people.'),
    digest: z.string().optional().describe('Of the statement: what the next one of its project links to.'),
    statement: z.unknown().optional(),
  })
  .meta({ id: 'AttestationVerification' });
export type Verification = z.infer<typeof Verification>;

/** Whether one of our keys signed this, and whether it is about what the caller has. Anybody may ask. */
export async function verifyAttestation(call: {
  deps: { readonly secret: () => Promise<string> };
  input: NewVerification;
}): Promise<Verification> {
  const { deps, input } = call;
  const { envelope, before, after, patch } = input;
  const expected = { ...(before && { before }), ...(after && { after }), ...(patch && { patch }) };
  try {
    const { statement, digest } = verifyEnvelope(envelope, attestationKeys(await deps.secret()), expected);
    const { sequence, projectId } = statement.predicate;
    return { isValid: true, detail: `Attestation ${sequence} of ${projectId} is ours.`, digest, statement };
  } catch (error) {
    if (!(error instanceof AttestationError)) throw error;
    return { isValid: false, fault: error.fault, detail: error.message };
  }
}
