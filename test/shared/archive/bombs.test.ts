import { closeSync, openSync, writeSync } from 'node:fs';
import { constants, crc32, deflateRawSync, gzipSync } from 'node:zlib';
import { afterAll, expect, test } from 'vitest';
import { defaultLimits, inspectArchive, readArchive } from '../../../shared/archive/archive.ts';
import { ArchiveFiles } from './archive-files.ts';
import { tarHeader } from './craft-tar.ts';
import { craftZip, u16, u64 } from './craft-zip.ts';

const files = new ArchiveFiles();
afterAll(() => files.remove());

const megabyte = 1_024 ** 2;
const piece = Buffer.alloc(64 * megabyte);
const tenGigabytes = 160 * piece.length;
const unlimited = {
  totalBytes: Number.MAX_SAFE_INTEGER,
  entries: 1_000_000,
  depth: 32,
  ratio: Number.MAX_SAFE_INTEGER,
};

/** Ten gigabytes of zeros that were never in memory: pieces of deflate follow each other. */
function tarGzBomb(pieces: number): string {
  const path = files.write(Buffer.alloc(0));
  const file = openSync(path, 'a');
  writeSync(file, gzipSync(tarHeader({ name: 'zeros', size: `\x80\0\0\0${u64Be(pieces * piece.length)}` })));
  const member = gzipSync(piece);
  for (let each = 0; each < pieces; each += 1) writeSync(file, member);
  writeSync(file, gzipSync(Buffer.alloc(1_024)));
  closeSync(file);
  return path;
}

function u64Be(value: number): string {
  return u64(value).reverse().toString('latin1');
}

/** Says of itself what it is, or `claimed`. */
function zipBomb(pieces: number, claimed = pieces * piece.length): string {
  const middle = deflateRawSync(piece, { finishFlush: constants.Z_FULL_FLUSH });
  const packed = Buffer.concat([...Array.from({ length: pieces }, () => middle), Buffer.of(3, 0)]);
  const extra = Buffer.concat([u16(1, 16), u64(claimed, packed.length)]);
  const crc = Array.from({ length: pieces }).reduce<number>((sum) => crc32(piece, sum), 0);
  return files.write(
    craftZip([{ name: 'zeros', data: '', packed, crc, size: 0xffffffff, packedSize: 0xffffffff, extra }]),
  );
}

/** How much larger the process got, at its largest. */
async function growth(work: () => Promise<unknown>): Promise<number> {
  const before = process.memoryUsage().rss;
  let most = before;
  const timer = setInterval(() => {
    most = Math.max(most, process.memoryUsage().rss);
  }, 5);
  await work();
  clearInterval(timer);
  return Math.max(most, process.memoryUsage().rss) - before;
}

test.each([
  ['a tar.gz', () => tarGzBomb(160)],
  ['a zip', () => zipBomb(160)],
  ['a zip that lies about its size', () => zipBomb(160, 1_000_000)],
])('%s of ten gigabytes of zeros is refused at once, in little memory', async (_, make) => {
  const file = make();
  const began = performance.now();
  const grown = await growth(async () => {
    const verdict = await inspectArchive({ file }, { ...defaultLimits, totalBytes: 2 * tenGigabytes });
    expect(verdict).toMatchObject({ ok: false });
    expect(['compression_ratio', 'size_mismatch']).toContain(verdict.ok || verdict.reasons[0]?.code);
  });
  expect(grown).toBeLessThan(50 * megabyte);
  expect(performance.now() - began).toBeLessThan(5_000);
});

test.each([
  ['a tar.gz', () => tarGzBomb(32)],
  ['a zip', () => zipBomb(32)],
])('%s of two gigabytes that no limit stops passes by in little memory', async (_, make) => {
  const file = make();
  const grown = await growth(async () => {
    const verdict = await inspectArchive({ file }, unlimited);
    expect(verdict).toMatchObject({ ok: true, totals: { entries: 1, bytes: tenGigabytes / 5 } });
  });
  expect(grown).toBeLessThan(50 * megabyte);
});

test('the total is held while it is unpacked, whatever the entries say', async () => {
  const verdict = await inspectArchive({ file: zipBomb(1, 0xfff) }, { ...unlimited, totalBytes: megabyte });
  expect(verdict).toMatchObject({ ok: false, reasons: [{ code: 'size_mismatch' }] });
  const tar = await inspectArchive({ file: tarGzBomb(1) }, { ...unlimited, totalBytes: megabyte });
  expect(tar).toMatchObject({ ok: false, reasons: [{ code: 'too_large' }] });
});

test('honest content before a bomb does not pay for it', async () => {
  const noise = Buffer.from(Array.from({ length: 3 * megabyte }, () => Math.floor(Math.random() * 256)));
  const bomb = Buffer.alloc(128 * megabyte);
  const tar = Buffer.concat([
    ...[tarHeader({ name: 'noise', data: noise }), noise],
    ...[tarHeader({ name: 'zeros', data: bomb }), bomb, Buffer.alloc(1_024)],
  ]);
  expect(await files.codes(gzipSync(tar))).toEqual(['compression_ratio']);
  const zipped = craftZip([
    { name: 'noise', data: noise },
    { name: 'zeros', data: bomb },
  ]);
  expect(await files.codes(zipped)).toEqual(['compression_ratio']);
});

test('a small file of equal bytes is no bomb', async () => {
  expect(await files.codes(craftZip([{ name: 'equal', data: Buffer.alloc(megabyte) }]))).toEqual([]);
});

test('the entries can be read, one by one, and what a reader leaves unread is checked all the same', async () => {
  const file = files.write(craftZip([{ name: 'a', data: 'first' }, { name: 'b', data: 'x', crc: 1 }, { name: 'c' }]));
  const read: string[] = [];
  const reading = (async () => {
    for await (const { entry, body } of readArchive({ file })) {
      read.push(entry.path);
      for await (const chunk of body) {
        if (entry.path === 'a') read.push(chunk.toString());
        break;
      }
    }
  })();
  await expect(reading).rejects.toMatchObject({ reason: { code: 'checksum_mismatch', entry: 'b' } });
  expect(read).toEqual(['a', 'first', 'b']);
});
