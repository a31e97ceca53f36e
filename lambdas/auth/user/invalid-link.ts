import { AppError } from '../../../shared/errors.ts';

/** Of a link that confirms an address, which lives a day. */
export function invalidLink(): AppError {
  return new AppError('invalid_link', 'This link is unknown, was used, or is older than 24 hours.');
}
