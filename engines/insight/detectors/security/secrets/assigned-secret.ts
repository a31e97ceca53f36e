import { looksRandom } from './entropy.ts';
import type { Range } from './mask.ts';
import { isPlaceholder } from './placeholder.ts';
import { secretKindOf } from './secret-name.ts';

/** A value whose name says that it is secret, and that reads like one. */
export interface AssignedSecret {
  readonly ruleId: 'hard-coded-secret' | 'hard-coded-password';
  readonly name: string;
  readonly secret: Range;
}

const uuid = /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;
/** Hashes that packages are checked by, addresses, paths, names of resources, public halves of key pairs. */
const knownPublic =
  /^(?:sha(?:1|256|384|512)-|https?:|[\w+.-]{1,20}:\/\/|\.{0,2}\/|arn:|urn:|data:|#|@|pk_|ssh-(?:rsa|ed25519)|-----BEGIN (?:PUBLIC|CERT))|^[\w.-]+@[\w-]+\.[\w.]+$/;

/** Undefined: the value is no secret, or no more than the place for one. */
export function assignedSecretOf(name: string, value: string, secret: Range): AssignedSecret | undefined {
  const kind = secretKindOf(name);
  if (!kind || value.length < 6 || value.length > 512 || /\s/.test(value)) return undefined;
  if (uuid.test(value) || knownPublic.test(value) || isPlaceholder(value)) return undefined;
  if (looksRandom(value)) return { ruleId: 'hard-coded-secret', name, secret };
  if (kind === 'password' && looksChosen(value, name)) return { ruleId: 'hard-coded-password', name, secret };
  return undefined;
}

/** What a person takes for a password, and not for the name of a field, a message or a selector. */
function looksChosen(value: string, name: string): boolean {
  if (value.length < 8 || value.length > 64) return false;
  const kinds = [/[a-z]/, /[A-Z]/, /\d/, /[^A-Za-z0-9]/].filter((each) => each.test(value)).length;
  const hasWordOfIts = /pass|pwd|secret|token|user|login|auth|invalid|require/i.test(value);
  const isCode = /^[\w.[\]()=:#>*-]+$/.test(value) && !/\d/.test(value);
  return kinds >= 3 && !hasWordOfIts && !isCode && value.toLowerCase() !== name.toLowerCase();
}
