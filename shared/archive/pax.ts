import { decodeName } from './entry-name.ts';
import { ArchiveRefusedError } from './reason.ts';

/** What an extended header says of the entry after it. */
export interface PaxRecords {
  readonly path?: string;
  readonly sizeBytes?: number;
}

/**
 * `<length> <keyword>=<value>\n`, where the length counts all of it. What changes the meaning of an entry beyond its name and
 * size (sparse files, other character sets) is refused, and so is a keyword that is there twice.
 * https://pubs.opengroup.org/onlinepubs/9799919799/utilities/pax.html#tag_20_94_13_03
 */
export function parsePax(bytes: Buffer): PaxRecords {
  const records = new Map<string, string>();
  for (let at = 0; at < bytes.length; ) {
    const digits = /^([1-9]\d{0,6}) /.exec(bytes.toString('latin1', at, at + 8))?.[1];
    const end = at + Number(digits);
    if (digits === undefined || end > bytes.length || bytes.readUInt8(end - 1) !== 0x0a) throw malformed();
    const [keyword, value] = keywordAndValue(bytes.subarray(at + digits.length + 1, end - 1));
    if (records.has(keyword)) throw malformed();
    records.set(keyword, value);
    at = end;
  }
  return meaningOf(records);
}

function keywordAndValue(record: Buffer): [string, string] {
  const mark = record.indexOf('=');
  const keyword = mark < 1 ? undefined : decodeName(record.subarray(0, mark));
  if (keyword === undefined) throw malformed();
  const value = record.subarray(mark + 1);
  // Other values, such as extended attributes, may be any bytes; they mean nothing to us.
  const read = keyword === 'path' ? decodeName(value) : value.toString('latin1');
  if (read === undefined) throw new ArchiveRefusedError('invalid_name');
  return [keyword, read];
}

function meaningOf(records: ReadonlyMap<string, string>): PaxRecords {
  const keywords = [...records.keys()];
  if (keywords.some((keyword) => keyword.startsWith('GNU.sparse.'))) throw new ArchiveRefusedError('special_file');
  const charset = records.get('hdrcharset');
  if (charset !== undefined && charset !== 'ISO-IR 10646 2000 UTF-8') throw new ArchiveRefusedError('invalid_name');
  const [path, size] = [records.get('path'), records.get('size')];
  if (size !== undefined && !/^\d{1,15}$/.test(size)) throw malformed();
  return { ...(path !== undefined && { path }), ...(size !== undefined && { sizeBytes: Number(size) }) };
}

function malformed(): ArchiveRefusedError {
  return new ArchiveRefusedError('malformed');
}
