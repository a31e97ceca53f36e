import type { IncomingHttpHeaders } from 'node:http';
import { noSuchKey, notImplemented, preconditionFailed } from './errors.ts';
import { header } from './header.ts';
import type { AnyVersion } from './object-version.ts';

type Outcome = 'proceed' | 'not-modified';

/**
 * Conditions of a read, in the order that RFC 7232 and S3 give them: If-Match beats If-Unmodified-Since, If-None-Match
 * beats If-Modified-Since (https://docs.aws.amazon.com/AmazonS3/latest/API/API_GetObject.html#API_GetObject_RequestSyntax).
 * A copy says the same with the prefix `x-amz-copy-source-`.
 */
export function checkRead(
  headers: IncomingHttpHeaders,
  object: { readonly etag: string; readonly lastModified: number },
  prefix = '',
): Outcome {
  const stated = (name: string) => header(headers, `${prefix}${name}`);
  const [match, noneMatch] = [stated('if-match'), stated('if-none-match')];
  if (match !== undefined && !names(match, object.etag)) throw preconditionFailed(`${prefix}If-Match`);
  const unmodified = match === undefined ? time(stated('if-unmodified-since')) : undefined;
  if (unmodified !== undefined && object.lastModified > unmodified)
    throw preconditionFailed(`${prefix}If-Unmodified-Since`);
  if (noneMatch !== undefined) return names(noneMatch, object.etag) ? 'not-modified' : 'proceed';
  const modified = time(stated('if-modified-since'));
  return modified !== undefined && object.lastModified <= modified ? 'not-modified' : 'proceed';
}

/** What a write asks of the object that it may replace. */
export interface WriteCondition {
  readonly ifMatch?: string | undefined;
  readonly mustBeNew: boolean;
}

export function writeCondition(headers: IncomingHttpHeaders): WriteCondition {
  const noneMatch = header(headers, 'if-none-match');
  const ifMatch = header(headers, 'if-match');
  if (noneMatch !== undefined && noneMatch !== '*') throw notImplemented('If-None-Match with an ETag on a write');
  if (ifMatch !== undefined && noneMatch !== undefined)
    throw notImplemented('If-Match together with If-None-Match on a write');
  return { ifMatch, mustBeNew: noneMatch !== undefined };
}

/** https://docs.aws.amazon.com/AmazonS3/latest/userguide/conditional-writes.html#conditional-error-response */
export function requireWrite(condition: WriteCondition, key: string, current: AnyVersion | undefined): void {
  const object = current === undefined || current.isDeleteMarker ? undefined : current;
  if (condition.mustBeNew && object !== undefined) throw preconditionFailed('If-None-Match');
  if (condition.ifMatch === undefined) return;
  if (object === undefined) throw noSuchKey(key);
  if (!names(condition.ifMatch, object.etag)) throw preconditionFailed('If-Match');
}

function names(list: string, etag: string): boolean {
  return list
    .split(',')
    .some((one) => one.trim() === '*' || one.trim().replace(/^W\//, '').replaceAll('"', '') === etag);
}

function time(text: string | undefined): number | undefined {
  const parsed = Date.parse(text ?? '');
  return Number.isNaN(parsed) ? undefined : parsed;
}
