import type { Database } from './database.ts';
import { type AnyVersion, type ObjectVersion, versionOf } from './object-version.ts';

export interface ListingQuery {
  readonly bucket: string;
  readonly prefix: string;
  readonly delimiter: string;
  /** Only what comes after this key. */
  readonly after: string;
  readonly limit: number;
}

export interface Listing {
  readonly objects: ObjectVersion[];
  readonly commonPrefixes: string[];
  /** The `after` of the next page; absent on the last one. */
  readonly next?: string;
}

const chunk = 1000;
/** Greater than every key that starts with what stands before it. */
const afterAll = '\u{10ffff}';

/** One page of current objects in key order; keys that share a prefix up to the delimiter count as one. */
export function listObjects(database: Database, query: ListingQuery): Listing {
  const objects: ObjectVersion[] = [];
  const commonPrefixes: string[] = [];
  let after = query.after;
  for (;;) {
    const found = objectsAfter(database, query, after);
    let group: string | undefined;
    for (const object of found) {
      if (objects.length + commonPrefixes.length === query.limit) return { objects, commonPrefixes, next: after };
      group = groupOf(object.key, query);
      after = group === undefined ? object.key : group + afterAll;
      if (group !== undefined) break;
      objects.push(object);
    }
    if (group !== undefined) commonPrefixes.push(group);
    else if (found.length < chunk) return { objects, commonPrefixes };
  }
}

function groupOf(key: string, { prefix, delimiter }: ListingQuery): string | undefined {
  const end = delimiter === '' ? -1 : key.indexOf(delimiter, prefix.length);
  return end < 0 ? undefined : key.slice(0, end + delimiter.length);
}

function objectsAfter(database: Database, { bucket, prefix }: ListingQuery, after: string): ObjectVersion[] {
  const rows = database.sql
    .prepare(
      `SELECT * FROM objects WHERE bucket = ? AND is_latest = 1 AND is_delete_marker = 0
        AND key > ? AND key >= ? AND key < ? ORDER BY key LIMIT ${chunk}`,
    )
    .all(bucket, after, prefix, `${prefix}${afterAll}`);
  return rows.map(versionOf).filter((version) => !version.isDeleteMarker);
}

/** Versions of all keys, newest first per key. */
export function listVersions(
  database: Database,
  query: { bucket: string; prefix: string; after: { key: string; sequence: number }; limit: number },
): AnyVersion[] {
  const rows = database.sql
    .prepare(
      `SELECT * FROM objects WHERE bucket = ? AND key >= ? AND key < ? AND (key > ? OR (key = ? AND sequence < ?))
        ORDER BY key, sequence DESC LIMIT ?`,
    )
    .all(
      query.bucket,
      query.prefix,
      `${query.prefix}${afterAll}`,
      query.after.key,
      query.after.key,
      query.after.sequence,
      query.limit,
    );
  return rows.map(versionOf);
}
