import type { Readable } from 'node:stream';

/** What is known of a stored object. */
export interface ObjectInfo {
  readonly key: string;
  readonly sizeBytes: number;
  readonly contentType: string;
  /** Changes with the content; without quotes. */
  readonly etag: string;
  /** Of the whole object, in lower-case hexadecimal; absent where it was put in parts. */
  readonly sha256?: string;
  /** Milliseconds since the epoch. */
  readonly lastModified: number;
}

export interface ListedObject {
  readonly key: string;
  readonly sizeBytes: number;
}

/** A stream says how long it is, because S3 takes no body of unknown length. */
export type ObjectBody = Buffer | { readonly stream: Readable; readonly sizeBytes: number };

export interface PutOptions {
  readonly contentType: string;
  /** Create only: an object that is there already stays as it is. */
  readonly ifAbsent?: boolean;
  /** Lower-case hexadecimal; nothing is stored when the body is another. */
  readonly sha256?: string;
}

/**
 * Objects under keys. Keys are paths: segments parted by `/`, none of them empty, `.` or `..` (`checkKey`). A write is seen
 * whole or not at all, and a read after it sees it.
 *
 * Adapters: `s3.ts`, `directory.ts`; test/shared/storage/contract.test.ts holds them to the same behaviour.
 */
export interface Storage {
  /**
   * @throws ObjectExistsError with `ifAbsent`, when the key is taken or another write of it is under way
   * @throws ChecksumMismatchError when the body is not what `sha256` says
   * @throws InvalidKeyError
   */
  put(key: string, body: ObjectBody, options: PutOptions): Promise<{ etag: string; sha256: string }>;
  /** The caller reads `body` to its end or destroys it. Undefined when there is no such object. */
  get(key: string): Promise<{ readonly info: ObjectInfo; readonly body: Readable } | undefined>;
  head(key: string): Promise<ObjectInfo | undefined>;
  /** No error when there is none. */
  delete(key: string): Promise<void>;
  /** Objects whose keys begin with the prefix, by the bytes of their keys. The empty prefix is all of them. */
  list(prefix: string): AsyncIterable<ListedObject>;
  /**
   * Within the storage; content type and checksum go along. False when there is no such source.
   * @throws ObjectExistsError with `ifAbsent`, when `to` is taken
   */
  copy(from: string, to: string, options?: { readonly ifAbsent?: boolean }): Promise<boolean>;
}

export interface DownloadOptions {
  readonly expiresInSeconds: number;
  /** Makes a browser save the object under this name; visible ASCII without quotes. */
  readonly fileName?: string;
}

/** A storage that hands out URLs that read one object without a credential, signed with the rights of this function. */
export interface LinkingStorage extends Storage {
  downloadUrl(key: string, options: DownloadOptions): Promise<string>;
}

export class ObjectExistsError extends Error {
  override readonly name = 'ObjectExistsError';
  constructor(key: string, cause?: unknown) {
    super(`There is an object at ${key} already.`, { cause });
  }
}

export class ChecksumMismatchError extends Error {
  override readonly name = 'ChecksumMismatchError';
  constructor(key: string, cause?: unknown) {
    super(`The body for ${key} is not what its checksum or size says.`, { cause });
  }
}

export class InvalidKeyError extends Error {
  override readonly name = 'InvalidKeyError';
}

/** https://docs.aws.amazon.com/AmazonS3/latest/userguide/object-keys.html */
const maxKeyBytes = 1_024;

/** @throws InvalidKeyError for a key that could mean another place than it says, here or in a file system */
export function checkKey(key: string): void {
  const fault = keyFault(key);
  if (fault !== undefined) throw new InvalidKeyError(`${JSON.stringify(key.slice(0, 200))} is no key: ${fault}.`);
}

function keyFault(key: string): string | undefined {
  if (key === '') return 'it is empty';
  if (Buffer.byteLength(key) > maxKeyBytes) return `it is longer than ${maxKeyBytes} bytes`;
  if (!key.isWellFormed()) return 'it is not Unicode';
  if (/[\p{Cc}\\]/u.test(key)) return 'it has a control character or a backslash';
  const segments = key.split('/');
  if (segments.includes('')) return 'it begins or ends with a slash, or has two in a row';
  return segments.some((segment) => segment === '.' || segment === '..') ? 'it goes up or stays' : undefined;
}

/** @throws InvalidKeyError; a prefix may end in a slash, and may be empty */
export function checkPrefix(prefix: string): void {
  if (prefix !== '') checkKey(prefix.replace(/\/$/, ''));
}
