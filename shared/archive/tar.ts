import type { ByteReader } from './byte-reader.ts';
import { pathOf } from './entry-name.ts';
import { type PaxRecords, parsePax } from './pax.ts';
import { ArchiveRefusedError, type ReasonCode } from './reason.ts';
import type { ArchiveEntry, Tally } from './tally.ts';
import { blockBytes, cString, isZero, parseHeader, type TarHeader } from './tar-header.ts';

/** An entry, and its content while the walk stands at it. */
export interface Walked {
  readonly entry: ArchiveEntry;
  readonly body: AsyncIterable<Buffer>;
}

/** Of an extended header or a long name. Readers keep them in memory, so a large one is an attack on that. */
const maxExtensionBytes = 65_536;

const refused: Readonly<Record<string, ReasonCode>> = { '1': 'hard_link', '2': 'symlink' };

/**
 * Reads a tar strictly: what two readers could understand differently is refused. A reader of our own, because libraries
 * keep extended headers of any size in memory and pass over what follows the end.
 */
export async function* walkTar(bytes: ByteReader, tally: Tally): AsyncGenerator<Walked> {
  for (;;) {
    const described = await nextEntry(bytes);
    if (!described) break;
    const { name, sizeBytes, typeflag } = described;
    const entry = { path: pathOf(name), type: typeflag === '5' ? 'directory' : 'file', sizeBytes } as const;
    if (!isKept(described, tally) || !tally.enter(entry)) {
      await pass(bytes, tally, sizeBytes);
    } else {
      const end = bytes.position + sizeBytes;
      yield { entry, body: contentOf(bytes, tally, entry) };
      await pass(bytes, tally, end - bytes.position);
    }
    await passPadding(bytes, sizeBytes);
  }
  await requireEnd(bytes);
}

function isKept({ name, sizeBytes, typeflag }: TarHeader, tally: Tally): boolean {
  if (typeflag === '0') return true;
  if (typeflag === '5') {
    if (sizeBytes > 0) throw new ArchiveRefusedError('size_mismatch', name);
    return true;
  }
  tally.fault(refused[typeflag] ?? 'special_file', name);
  return false;
}

/** The next header with what the extended headers before it say; undefined at the end. */
async function nextEntry(bytes: ByteReader): Promise<TarHeader | undefined> {
  let pax: PaxRecords | undefined;
  let longName: string | undefined;
  for (;;) {
    const block = await wholeBlock(bytes);
    if (isZero(block)) {
      if (pax || longName !== undefined) throw new ArchiveRefusedError('truncated');
      return undefined;
    }
    const header = parseHeader(block);
    const once = <Value>(before: Value | undefined, value: Value): Value => {
      if (before !== undefined) throw new ArchiveRefusedError('malformed');
      return value;
    };
    if (header.typeflag === 'x') pax = once(pax, parsePax(await extension(bytes, header)));
    else if (header.typeflag === 'L') longName = once(longName, cString(await extension(bytes, header)));
    else if (header.typeflag === 'K') cString(await extension(bytes, header));
    else if (header.typeflag === 'g') requireHarmless(parsePax(await extension(bytes, header)));
    else return described(header, pax, longName);
  }
}

function described(header: TarHeader, pax: PaxRecords | undefined, longName: string | undefined): TarHeader {
  if (pax?.path !== undefined && longName !== undefined) throw new ArchiveRefusedError('malformed');
  const name = pax?.path ?? longName ?? header.name;
  if (pax?.sizeBytes !== undefined && pax.sizeBytes !== header.sizeBytes) {
    throw new ArchiveRefusedError('size_mismatch', name);
  }
  const typeflag = header.typeflag === '0' && name.endsWith('/') ? '5' : header.typeflag;
  return { ...header, name, typeflag };
}

/** Git writes its commit there; a name or a size for all entries makes no sense. */
function requireHarmless({ path, sizeBytes }: PaxRecords): void {
  if (path !== undefined || sizeBytes !== undefined) throw new ArchiveRefusedError('malformed');
}

async function extension(bytes: ByteReader, { sizeBytes }: TarHeader): Promise<Buffer> {
  if (sizeBytes > maxExtensionBytes) throw new ArchiveRefusedError('name_too_long');
  const content = await bytes.take(sizeBytes);
  if (content.length < sizeBytes) throw new ArchiveRefusedError('truncated');
  await passPadding(bytes, sizeBytes);
  return content;
}

async function wholeBlock(bytes: ByteReader): Promise<Buffer> {
  const block = await bytes.take(blockBytes);
  if (block.length < blockBytes) throw new ArchiveRefusedError('truncated');
  return block;
}

async function* contentOf(bytes: ByteReader, tally: Tally, entry: ArchiveEntry): AsyncGenerator<Buffer> {
  for (let left = entry.sizeBytes; left > 0; ) {
    const chunk = await bytes.some(left);
    if (chunk.length === 0) throw new ArchiveRefusedError('truncated', entry.path);
    tally.grow(chunk.length);
    left -= chunk.length;
    yield chunk;
  }
}

/** Content that nobody wants counts all the same. */
async function pass(bytes: ByteReader, tally: Tally, sizeBytes: number): Promise<void> {
  for await (const _ of contentOf(bytes, tally, { path: '', type: 'file', sizeBytes }));
}

async function passPadding(bytes: ByteReader, sizeBytes: number): Promise<void> {
  const padding = (blockBytes - (sizeBytes % blockBytes)) % blockBytes;
  if ((await bytes.skip(padding)) < padding) throw new ArchiveRefusedError('truncated');
}

/** A second block of zeros, and then only more of them, as `tar` fills its records. */
async function requireEnd(bytes: ByteReader): Promise<void> {
  if (!isZero(await wholeBlock(bytes))) throw new ArchiveRefusedError('malformed');
  for (let zeros = 0; ; ) {
    const more = await bytes.some(blockBytes * 128);
    if (more.length === 0) return;
    zeros += more.length;
    if (!isZero(more) || zeros > maxEndBytes) throw new ArchiveRefusedError('trailing_data');
  }
}

/** The largest record that `tar --blocking-factor` makes in practice, several times over. */
const maxEndBytes = 1_024 ** 2;
