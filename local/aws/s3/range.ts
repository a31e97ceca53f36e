import { S3Error } from './errors.ts';

/** Inclusive at both ends, and within the object. */
export interface ByteRange {
  readonly start: number;
  readonly end: number;
}

/**
 * S3 serves one range per request; several, or a malformed one, count as none (RFC 9110, section 14.2). One that lies
 * outside of the object is 416.
 */
export function rangeOf(text: string | undefined, size: number, isWanted: boolean): ByteRange | undefined {
  const [, first, last] = /^bytes=(\d*)-(\d*)$/.exec(text?.trim() ?? '') ?? [];
  if (!isWanted || first === undefined || last === undefined || first + last === '') return undefined;
  const start = first === '' ? Math.max(0, size - Number(last)) : Number(first);
  const end = first === '' || last === '' ? size - 1 : Math.min(Number(last), size - 1);
  if (first !== '' && last !== '' && Number(last) < Number(first)) return undefined;
  if (start < size && start <= end) return { start, end };
  throw new S3Error('InvalidRange', 'The requested range is not satisfiable', 416, {
    RangeRequested: text,
    ActualObjectSize: size,
  });
}
