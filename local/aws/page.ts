import { AwsError } from './service.ts';

/** One page of a list; the token is the position of the next item. */
export function page<T>(
  items: readonly T[],
  request: { limit?: number | undefined; token?: string | undefined; largest: number },
): { items: T[]; next?: string } {
  const start = Number(request.token ?? 0);
  if (!Number.isInteger(start) || start < 0) throw new AwsError('ValidationException', 'NextToken is not valid.');
  const end = start + (request.limit ?? request.largest);
  return { items: items.slice(start, end), ...(end < items.length && { next: String(end) }) };
}
