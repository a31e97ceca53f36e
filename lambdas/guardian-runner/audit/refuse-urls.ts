import { AppError } from '../../../shared/errors.ts';
import { checkUrl } from './check-url.ts';

/** @throws AppError `validation_failed` that names every address, by its place, that is never tested */
export function refuseUrls(urls: readonly (readonly [path: string, url: string])[], allowLoopback: boolean): void {
  const errors = urls.flatMap(([path, url]) => {
    const checked = checkUrl(url, { allowLoopback });
    return checked.ok ? [] : [{ path, message: `${checked.detail} (${checked.code})` }];
  });
  if (errors.length === 0) return;
  const summary = errors.map(({ path, message }) => `${path}: ${message}`).join('; ');
  throw new AppError('validation_failed', summary.slice(0, 1_000), { errors });
}
