import { account } from '../service.ts';
import { invalidArgument } from './errors.ts';
import { isoTime, quoted } from './object-headers.ts';
import type { ObjectVersion } from './object-version.ts';
import type { Call } from './operation.ts';
import type { XmlValue } from './render-xml.ts';
import { uriEncode } from './sigv4.ts';

const maxPage = 1000;

export const owner = { ID: account.id };

/** What every list says of an object. */
export function listed(object: ObjectVersion, encode: Encode): Record<string, XmlValue> {
  return {
    Key: encode(object.key),
    LastModified: isoTime(object.lastModified),
    ETag: quoted(object.etag),
    ChecksumAlgorithm: object.checksum?.algorithm,
    ChecksumType: object.checksum?.type,
    Size: object.size,
    StorageClass: 'STANDARD',
  };
}

/** Policies may grant a list of one prefix only. */
export function conditionKeys({ request: { query } }: Call): Record<string, string> {
  const stated = ['prefix', 'delimiter', 'max-keys'].map((name): [string, string | null] => [
    `s3:${name}`,
    query.get(name),
  ]);
  return Object.fromEntries(stated.flatMap(([name, value]) => (value === null ? [] : [[name, value]])));
}

export function pageSize(query: URLSearchParams): number {
  const stated = query.get('max-keys') ?? `${maxPage}`;
  if (!/^\d+$/.test(stated)) {
    throw invalidArgument('Provided max-keys not an integer or within integer range', 'max-keys', stated);
  }
  return Math.min(Number(stated), maxPage);
}

export type Encode = (text: string) => string;

/** With `encoding-type=url` keys survive even an XML 1.0 parser. */
export function encoder(query: URLSearchParams): Encode {
  return query.get('encoding-type') === 'url' ? (text) => text.split('/').map(uriEncode).join('/') : (text) => text;
}
