import * as z from 'zod';
import { AttestationError } from './attestation-error.ts';
import { Envelope, payloadType, preAuthenticationEncoding } from './envelope.ts';
import { firstPrevious, predicateType, RunStatement, statementText, statementType } from './statement.ts';
import { sha256Of } from './tree-digest.ts';
import { type VerificationKeys, verificationKeys } from './verification-keys.ts';

/** An attestation that is one. */
export interface VerifiedAttestation {
  readonly statement: RunStatement;
  /** Of its statement: what the next one links to. */
  readonly digest: string;
  /** By which it is signed. */
  readonly keyId: string;
}

export interface Expected {
  /** The attestation of this project that must come right before. */
  readonly previous?: VerifiedAttestation;
  /** Digests of trees, in hexadecimal. */
  readonly before?: string;
  readonly after?: string;
  /** SHA-256 of the patch, in hexadecimal. */
  readonly patch?: string;
}

/**
 * Proves that one of the keys signed this statement, and that it is about what is expected. Keys are a JWK Set.
 * @throws AttestationError with its `fault`
 * @throws UnusableKeysError for keys that are none
 */
export function verifyEnvelope(envelope: unknown, jwks: unknown, expected: Expected = {}): VerifiedAttestation {
  const keys = verificationKeys(jwks);
  const parsed = Envelope.safeParse(envelope);
  if (!parsed.success) throw new AttestationError('malformed-envelope', 'It is no DSSE envelope.', parsed.error);
  if (parsed.data.payloadType !== payloadType) {
    throw new AttestationError('wrong-payload-type', `Its payload is not ${payloadType}.`);
  }
  const payload = Buffer.from(parsed.data.payload, 'base64');
  const keyId = signedBy(parsed.data, payload, keys);
  const statement = readStatement(payload);
  const verified = { statement, digest: sha256Of(payload), keyId };
  checkLink(verified, expected.previous);
  checkContent(statement, expected);
  return verified;
}

/** One good signature is enough; keys that are not known, and others' signatures, are ignored as DSSE asks. */
function signedBy({ signatures }: Envelope, payload: Uint8Array, keys: VerificationKeys): string {
  const bytes = preAuthenticationEncoding(payloadType, payload);
  const known = signatures.filter(({ keyid }) => keys.has(keyid));
  const [unknown] = signatures;
  if (known.length === 0) {
    const message = `It is signed with a key that is not among those given, ${JSON.stringify(unknown?.keyid)}.`;
    throw new AttestationError('unknown-key', message);
  }
  const good = known.find(({ keyid, sig }) =>
    keys.get(keyid)?.some((key) => key.verifies(bytes, Buffer.from(sig, 'base64'))),
  );
  if (!good) throw new AttestationError('bad-signature', 'Its signature is wrong: it was altered, or is a forgery.');
  return good.keyid;
}

const Kind = z.object({ _type: z.string(), predicateType: z.string() });

function readStatement(payload: Buffer): RunStatement {
  const value = parsedJson(payload.toString('utf8'));
  const kind = Kind.safeParse(value).data;
  if (kind && (kind._type !== statementType || kind.predicateType !== predicateType)) {
    throw new AttestationError('wrong-predicate-type', `It does not say ${predicateType}.`);
  }
  const statement = RunStatement.safeParse(value);
  if (!statement.success) {
    throw new AttestationError('malformed-statement', 'It is no statement about a run of Autopilot.', statement.error);
  }
  // Two spellings of one statement would have two digests, and a member given twice two meanings.
  if (Buffer.from(statementText(statement.data)).equals(payload)) return statement.data;
  throw new AttestationError('malformed-statement', 'Its statement is not in canonical JSON.');
}

function parsedJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (cause) {
    throw new AttestationError('malformed-statement', 'Its payload is not JSON.', cause);
  }
}

function checkLink({ statement }: VerifiedAttestation, before: VerifiedAttestation | undefined): void {
  const { projectId, sequence, previous } = statement.predicate;
  const broken = (message: string) => new AttestationError('broken-link', message);
  if ((sequence === 1) !== (previous.sha256 === firstPrevious(projectId))) {
    throw broken(`Attestation ${sequence} does not begin where a chain of ${projectId} does.`);
  }
  if (!before) return;
  const last = before.statement.predicate;
  if (last.projectId !== projectId) throw broken(`It is of ${projectId}, the one before of ${last.projectId}.`);
  if (sequence !== last.sequence + 1) throw broken(`Attestation ${sequence} does not follow number ${last.sequence}.`);
  if (previous.sha256 !== before.digest)
    throw broken(`Attestation ${sequence} follows another number ${last.sequence}.`);
}

function checkContent({ subject, predicate }: RunStatement, expected: Expected): void {
  for (const { name, digest } of subject) {
    const wanted = expected[name];
    if (wanted !== undefined && wanted !== digest.sha256) {
      throw new AttestationError(
        'subject-mismatch',
        `It is about another tree ${name}: ${digest.sha256}, not ${wanted}.`,
      );
    }
  }
  if (expected.patch !== undefined && expected.patch !== predicate.patch.sha256) {
    throw new AttestationError('patch-mismatch', `It is about another patch: ${predicate.patch.sha256}.`);
  }
}
