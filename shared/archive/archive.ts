import { createReadStream } from 'node:fs';
import { open } from 'node:fs/promises';
import type { Readable } from 'node:stream';
import { ArchiveRefusedError, type Reason, type ReasonCode, reasonOf } from './reason.ts';
import { type ArchiveEntry, type ArchiveLimits, defaultLimits, Tally } from './tally.ts';
import type { Walked } from './tar.ts';

export { ArchiveRefusedError, type Reason, type ReasonCode, reasonCodes } from './reason.ts';
export { type ArchiveEntry, type ArchiveLimits, defaultLimits } from './tally.ts';

/** A zip must be a file, because its directory is at its end; a tar.gz may also come as a stream. */
export type ArchiveSource = { readonly file: string } | { readonly tarGz: Readable };

export type ArchiveVerdict =
  | {
      readonly ok: true;
      readonly entries: readonly ArchiveEntry[];
      readonly totals: { readonly entries: number; readonly bytes: number };
    }
  | { readonly ok: false; readonly reasons: readonly Reason[] };

/** As many as help to mend an archive; an archive of fifty thousand bad names must not become a reply of as many. */
const maxReasons = 20;

/**
 * Reads a zip or tar.gz from its first byte to its last, and says what is in it, or everything that is wrong with it as far as
 * it can be read safely. Nothing is written to disk, archives inside of it are not opened, and memory stays small
 * whatever the archive unpacks to: contents pass by in chunks; only names are kept.
 * @throws Error only when the source itself cannot be read
 */
export async function inspectArchive(source: ArchiveSource, limits = defaultLimits): Promise<ArchiveVerdict> {
  const reasons: Reason[] = [];
  const fault = (code: ReasonCode, entry?: string) => {
    if (reasons.length < maxReasons) reasons.push(reasonOf(code, entry));
  };
  const tally = new Tally(limits, fault);
  const entries: ArchiveEntry[] = [];
  try {
    for await (const { entry, body } of walk(source, tally)) {
      for await (const _ of body);
      if (entry.path !== '') entries.push(entry);
    }
  } catch (error) {
    if (!(error instanceof ArchiveRefusedError)) throw error;
    fault(error.reason.code, error.reason.entry);
  }
  return reasons.length > 0 ? { ok: false, reasons } : { ok: true, entries, totals: tally.totals };
}

/**
 * The entries of an archive, one after the other, under the same rules as `inspectArchive`. A `body` is there until the next
 * entry is asked for; what of it is not read is checked all the same.
 * @throws ArchiveRefusedError at the first thing that is wrong; what came before was right
 */
export async function* readArchive(
  source: ArchiveSource,
  limits: ArchiveLimits = defaultLimits,
): AsyncGenerator<Walked> {
  const tally = new Tally(limits, (code, entry) => {
    throw new ArchiveRefusedError(code, entry);
  });
  for await (const walked of walk(source, tally)) if (walked.entry.path !== '') yield walked;
}

async function* walk(source: ArchiveSource, tally: Tally): AsyncGenerator<Walked> {
  const format = 'file' in source ? await formatOf(source.file) : 'tar.gz';
  if (format === undefined) throw new ArchiveRefusedError('not_an_archive');
  if (format === 'zip' && 'file' in source) {
    const { walkZip } = await import('./zip.ts');
    yield* walkZip(source.file, tally);
    return;
  }
  const { walkTarGz } = await import('./tar-gz.ts');
  yield* walkTarGz('file' in source ? createReadStream(source.file) : source.tarGz, tally);
}

/** By the first bytes: RFC 1952 §2.3.1 with deflate, or APPNOTE §4.3.7 (a zip without entries begins with its end). */
async function formatOf(path: string): Promise<'zip' | 'tar.gz' | undefined> {
  const file = await open(path);
  try {
    const magic = Buffer.alloc(4);
    await file.read(magic, 0, 4, 0);
    if (magic.readUIntBE(0, 3) === 0x1f8b08) return 'tar.gz';
    return ['PK\x03\x04', 'PK\x05\x06'].includes(magic.toString('latin1')) ? 'zip' : undefined;
  } finally {
    await file.close();
  }
}
