/** One file before and after, byte for byte; null where there is no such file. Text in UTF-8, always. */
export interface FileChange {
  /** Relative to the root of the repository, with slashes. */
  readonly path: string;
  readonly before: Uint8Array | null;
  readonly after: Uint8Array | null;
  /** Default: false. */
  readonly isExecutable?: boolean;
}

export type Operation = 'create' | 'update' | 'delete';

export function operationOf({ before, after }: FileChange): Operation {
  if (before === null) return 'create';
  return after === null ? 'delete' : 'update';
}

export class NotTextError extends Error {
  override name = 'NotTextError';
}

const decoder = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });

/**
 * With its byte order mark, so that encoding it gives the same bytes again.
 * @throws NotTextError for what is not UTF-8, or has a NUL as no text has
 */
export function textOfBytes(path: string, bytes: Uint8Array): string {
  if (bytes.includes(0)) throw new NotTextError(`${path} is not text: it has a NUL.`);
  try {
    return decoder.decode(bytes);
  } catch (cause) {
    throw new NotTextError(`${path} is not UTF-8.`, { cause });
  }
}

export function areSameBytes(a: Uint8Array | null, b: Uint8Array | null): boolean {
  if (a === null || b === null) return a === b;
  return Buffer.compare(a, b) === 0;
}
