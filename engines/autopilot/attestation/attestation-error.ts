export const attestationFaults = [
  'malformed-envelope',
  'wrong-payload-type',
  'unknown-key',
  'bad-signature',
  'malformed-statement',
  'wrong-predicate-type',
  'broken-link',
  'subject-mismatch',
  'patch-mismatch',
] as const;
export type AttestationFault = (typeof attestationFaults)[number];

/** An attestation that proves nothing, or something else than what was asked for. */
export class AttestationError extends Error {
  override readonly name = 'AttestationError';
  readonly fault: AttestationFault;

  constructor(fault: AttestationFault, message: string, cause?: unknown) {
    super(message, { cause });
    this.fault = fault;
  }
}
