import { AppError } from '../../../shared/errors.ts';

export function lastOwner(): AppError {
  return new AppError(
    'conflict',
    'An organization needs an owner, and this is the last one. Make somebody else an owner.',
  );
}
