import { AppError } from '../../../shared/errors.ts';
import { isCommonPassword } from './common-passwords.ts';

/** Shorter words are in too many good passwords by chance. */
const minWordLength = 4;

export interface NewSecret {
  readonly password: string;
  /** Where it stands in the request: `password` or `newPassword`. */
  readonly field: string;
  readonly email: string;
  /** What everybody knows of the account: the names of its person and organization (OWASP ASVS 5.0 V6.2.11). */
  readonly names: readonly (string | undefined)[];
}

/**
 * Refuses what an attacker tries first. Length is checked by the schema.
 * @throws AppError `validation_failed`, which names the field and what is wrong with it
 */
export async function requireGoodPassword(secret: NewSecret): Promise<void> {
  const message = await faultOf(secret);
  if (message) throw badPassword(secret.field, message);
}

export function badPassword(field: string, message: string): AppError {
  const path = `body.${field}`;
  return new AppError('validation_failed', `${path}: ${message}`, { errors: [{ path, message }] });
}

async function faultOf({ password, email, names }: NewSecret): Promise<string | undefined> {
  const plain = plainOf(password);
  const local = plainOf(email.slice(0, email.lastIndexOf('@')));
  if (plain === plainOf(email) || (local.length >= minWordLength && plain.includes(local))) {
    return 'A password must not contain your e-mail address';
  }
  if (names.some((name) => name !== undefined && plainOf(name) === plain)) {
    return 'A password must not be the name of a person or organization';
  }
  if (await isCommonPassword(password)) return 'This password is one of those that are guessed first; choose another';
  return undefined;
}

function plainOf(text: string): string {
  return text.normalize('NFKC').toLowerCase().replace(/\s+/g, '');
}
