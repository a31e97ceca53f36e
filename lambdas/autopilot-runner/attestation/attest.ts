import { signStatement } from '../../../engines/autopilot/attestation/envelope.ts';
import { statementDigest, statementOf } from '../../../engines/autopilot/attestation/statement.ts';
import type { Logger } from '../../../shared/log.ts';
import { RetryLater } from '../../../shared/task/end-attempt.ts';
import type { Done } from '../run/done.ts';
import type { Head } from './chain.ts';
import { attestationSigner } from './signing-key.ts';

export interface AttestDeps {
  readonly secret: () => Promise<string>;
  readonly log: Logger;
}

export interface Attested {
  readonly kind: 'attested';
  readonly envelope: string;
  readonly digest: string;
  readonly sequence: number;
}

export interface Unattested {
  readonly kind: 'unattested';
  /** For people. */
  readonly reason: string;
}

const retryAfterSeconds = 30;

/**
 * Signs what was done and links it to the attestation before; undefined where nothing is to be attested.
 * @throws RetryLater `not_signed` when nobody can sign, and the project demands it: nothing of the run is handed out then
 */
export async function attest(
  { secret, log }: AttestDeps,
  { attest: what }: Pick<Done, 'attest'>,
  { head, completedAt }: { readonly head: Head; readonly completedAt: string },
): Promise<Attested | Unattested | undefined> {
  if (!what) return undefined;
  const { trees, predicate, isRequired } = what;
  const link = { sequence: head.sequence + 1, previous: { sha256: head.digest }, completedAt };
  const statement = statementOf(trees, { ...predicate, ...link });
  try {
    const envelope = await signStatement(statement, attestationSigner(await secret()));
    const digest = statementDigest(statement);
    return { kind: 'attested', envelope: JSON.stringify(envelope), digest, sequence: link.sequence };
  } catch (error) {
    log.error('a run could not be signed', error, { runId: predicate.runId, isRequired });
    if (!isRequired)
      return { kind: 'unattested', reason: 'It is not attested: the key of attestations could not be used.' };
    const detail = 'The key of attestations could not be used, and the project requires an attestation.';
    throw new RetryLater('not_signed', detail, retryAfterSeconds);
  }
}
