/** Why an archive is refused. */
export const reasonCodes = {
  not_an_archive: 'The content is neither a zip nor a tar.gz.',
  malformed: 'The archive breaks its format.',
  truncated: 'The archive ends too early.',
  trailing_data: 'There is something behind the end of the archive, or between its parts.',
  encrypted: 'An entry is encrypted.',
  compression_method: 'An entry is compressed in a way other than deflate.',
  absolute_path: 'A name begins at the root of a file system, a drive or a host.',
  path_traversal: 'A name leads out of the archive.',
  invalid_name: 'A name is not valid Unicode, or has control characters, backslashes, colons or empty parts.',
  name_too_long: 'A name has a part over 255 bytes, or more than 1,024 bytes.',
  reserved_name: 'A name means a device on Windows, or ends in a dot or a space.',
  duplicate_name: 'Two names are the same, or would be on a system that ignores case or the form of Unicode.',
  symlink: 'An entry is a symbolic link.',
  hard_link: 'An entry is a hard link.',
  special_file: 'An entry is a device, a pipe, a socket, or of an unknown type.',
  too_many_entries: 'There are more entries than allowed.',
  too_deep: 'Folders are nested deeper than allowed.',
  too_large: 'The unpacked content is larger than allowed.',
  compression_ratio: 'The content unpacks to far more than it is, as only compression bombs do.',
  overlapping_entries: 'Two entries share the same bytes of the archive.',
  header_mismatch: 'The directory of the archive and the headers of its entries disagree.',
  size_mismatch: 'An entry is not as large as it says.',
  checksum_mismatch: 'An entry does not have the checksum that it says.',
} as const;
export type ReasonCode = keyof typeof reasonCodes;

export interface Reason {
  readonly code: ReasonCode;
  /** The entry that it is about, safe to print: at most 200 characters, with controls escaped. */
  readonly entry?: string;
}

/** Ends the reading of an archive. */
export class ArchiveRefusedError extends Error {
  override readonly name = 'ArchiveRefusedError';
  readonly reason: Reason;

  constructor(code: ReasonCode, entry?: string, cause?: unknown) {
    super(reasonCodes[code], { cause });
    this.reason = reasonOf(code, entry);
  }
}

export function reasonOf(code: ReasonCode, entry?: string): Reason {
  return { code, ...(entry !== undefined && { entry: printable(entry) }) };
}

function printable(name: string): string {
  return name
    .slice(0, 200)
    .toWellFormed()
    .replace(/[\p{Cc}\p{Cf}]/gu, (character) => `\\u{${character.codePointAt(0)?.toString(16)}}`)
    .slice(0, 200);
}
