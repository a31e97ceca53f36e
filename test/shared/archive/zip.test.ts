import { crc32, deflateRawSync } from 'node:zlib';
import { afterAll, describe, expect, test } from 'vitest';
import { ArchiveFiles } from './archive-files.ts';
import { type CraftedEnd, type CraftedEntry, craftZip, u16, u32, u64 } from './craft-zip.ts';

const files = new ArchiveFiles();
afterAll(() => files.remove());

const a = { name: 'a.txt', data: 'content of a' } as const;
const descriptor = (data: string, packed: Buffer) => u32(0x08074b50, crc32(data), packed.length, data.length);

describe('a zip is accepted', () => {
  const packed = deflateRawSync('streamed');
  const unknownYet = { crc: 0, size: 0, packedSize: 0 };
  const zip64Extra = Buffer.concat([u16(1, 16), u64(8, packed.length)]);
  const accepted: Readonly<Record<string, [CraftedEntry[], CraftedEnd?]>> = {
    'that is empty': [[]],
    'with files and folders': [[{ name: 'src/' }, { name: 'src/b.ts', data: 'b' }, a]],
    'whose folders are not named': [[{ name: 'deep/er/file', data: 'x' }]],
    'with stored content': [[{ ...a, method: 0 }]],
    'with a comment': [[a], { comment: Buffer.from('made by hand') }],
    'in the 64-bit format': [[a], { zip64: true }],
    'with 64-bit sizes': [
      [{ name: 's', data: 'streamed', size: 0xffffffff, packedSize: 0xffffffff, extra: zip64Extra }],
    ],
    'that was streamed': [
      [{ name: 's', data: 'streamed', flags: 0x808, local: unknownYet, after: descriptor('streamed', packed) }],
    ],
    'that was streamed, without a signature before the sizes': [
      [
        {
          name: 's',
          data: 'streamed',
          flags: 0x808,
          local: unknownYet,
          after: descriptor('streamed', packed).subarray(4),
        },
      ],
    ],
    'with a name in Unicode': [[{ name: 'Übersicht/日本.txt', data: 'x' }]],
    'with a name in Unicode beside one of a code page': [
      [{ name: Buffer.from([0x84, 0x2e, 0x63]), flags: 0, data: 'x', extra: unicodeName([0x84, 0x2e, 0x63], 'ä.c') }],
    ],
    'with an archive in it, which is not opened': [[{ name: 'inner.zip', data: craftZip([{ name: '../evil' }]) }]],
  };
  test.each(Object.keys(accepted))('%s', async (what) => {
    const [entries = [], end] = accepted[what] ?? [];
    expect(await files.inspect(craftZip(entries, end))).toMatchObject({ ok: true });
  });

  test('and its entries and totals are told', async () => {
    expect(await files.inspect(craftZip([{ name: 'src/' }, { name: 'src/b.ts', data: 'b' }, a]))).toEqual({
      ok: true,
      entries: [
        { path: 'src', type: 'directory', sizeBytes: 0 },
        { path: 'src/b.ts', type: 'file', sizeBytes: 1 },
        { path: 'a.txt', type: 'file', sizeBytes: 12 },
      ],
      totals: { entries: 3, bytes: 13 },
    });
  });
});

describe('a zip is refused', () => {
  const zeros = Buffer.alloc(3_000_000);
  const first = craftZip([a]);
  const kernel = deflateRawSync(Buffer.from('kernel'));
  const quoted = { name: 'quoted', data: 'x', method: 0 } as const;
  const refused: Readonly<Record<string, [string, CraftedEntry[], CraftedEnd?]>> = {
    'with a symbolic link': ['symlink', [{ name: 'l', data: '/etc/passwd', mode: 0o120777 }]],
    'with a character device': ['special_file', [{ name: 'd', mode: 0o020666 }]],
    'with a block device': ['special_file', [{ name: 'd', mode: 0o060666 }]],
    'with a pipe': ['special_file', [{ name: 'p', mode: 0o010666 }]],
    'with a socket': ['special_file', [{ name: 's', mode: 0o140666 }]],
    'with a folder that has content': ['size_mismatch', [{ name: 'f/', data: 'x' }]],
    'with a folder that is named as a file': ['header_mismatch', [{ name: 'f', mode: 0o040755 }]],
    'that is encrypted': ['encrypted', [{ ...a, flags: 0x801 }]],
    'that is strongly encrypted': ['encrypted', [{ ...a, flags: 0x841 }]],
    'whose directory is masked': ['encrypted', [{ ...a, flags: 0x2800 }]],
    'with AES': ['encrypted', [{ ...a, method: 99, packed: Buffer.from('x'), size: 1 }]],
    'in bzip2': ['compression_method', [{ ...a, method: 12 }]],
    'in LZMA': ['compression_method', [{ ...a, method: 14 }]],
    'that is larger than it says': ['size_mismatch', [{ ...a, size: 3 }]],
    'that is smaller than it says': ['size_mismatch', [{ ...a, size: 30 }]],
    'with another checksum': ['checksum_mismatch', [{ ...a, crc: 1 }]],
    'stored, with two sizes': ['size_mismatch', [{ ...a, method: 0, size: 3 }]],
    'with content that is no deflate': ['malformed', [{ ...a, packed: Buffer.from([0xff, 0xff, 0xff]) }]],
    'with something behind the deflate of an entry': [
      'size_mismatch',
      [{ ...a, packed: Buffer.concat([deflateRawSync(a.data), Buffer.from('hidden')]) }],
    ],
    'with deflate that ends too early': ['malformed', [{ ...a, packed: deflateRawSync(a.data).subarray(0, -2) }]],
    'that is a bomb by what it says': ['compression_ratio', [{ name: 'b', data: zeros }]],
    'that is a bomb and lies about it': ['size_mismatch', [{ name: 'b', data: zeros, size: 100 }]],
    'that is a bomb of many entries that share one content': [
      'overlapping_entries',
      [
        { name: 'k', data: 'kernel' },
        ...['l', 'm'].map((name) => ({ name, isVirtual: true, offset: 0, packed: kernel, data: 'kernel' })),
      ],
    ],
    'whose local header has another name': ['header_mismatch', [{ ...a, local: { name: 'b.txt' } }]],
    'whose local header has another size': ['header_mismatch', [{ ...a, local: { size: 3 } }]],
    'whose local header has another checksum': ['header_mismatch', [{ ...a, local: { crc: 3 } }]],
    'whose local header has another method': ['header_mismatch', [{ ...a, local: { method: 0 } }]],
    'whose local header says encrypted': ['header_mismatch', [{ ...a, local: { flags: 0x801 } }]],
    'with an entry that the directory does not name': ['trailing_data', [{ ...a, after: first.subarray(0, 60) }]],
    'with an entry at its front that the directory does not name': ['trailing_data', [a], { prefix: first }],
    'with a program at its front': ['not_an_archive', [a], { prefix: Buffer.from('MZ') }],
    'with something before its directory': ['trailing_data', [a], { beforeDirectory: Buffer.from('x') }],
    'with something behind its directory': ['trailing_data', [a], { beforeEnd: Buffer.from('x') }],
    'with something behind its end': ['trailing_data', [a], { trailing: Buffer.from('x') }],
    'with a second end in its comment': ['trailing_data', [a], { comment: craftZip([]) }],
    'that says fewer entries': ['header_mismatch', [a, { name: 'b' }], { count: 1 }],
    'that says more entries': ['truncated', [a], { count: 2 }],
    'whose directory is elsewhere': ['malformed', [a], { directoryOffset: 0, directorySize: 100 }],
    'whose directory would be behind its end': ['truncated', [a], { directoryOffset: 1_000_000 }],
    'whose two ends say different numbers': ['malformed', [a], { zip64: { count: 2 } }],
    'whose 64-bit end points elsewhere': ['trailing_data', [a], { zip64: { offset: 3 } }],
    'with a descriptor that says something else': [
      'trailing_data',
      [{ ...a, flags: 0x808, after: descriptor('other', deflateRawSync(a.data)) }],
    ],
    'with a descriptor that nobody announced': [
      'trailing_data',
      [{ ...quoted, after: descriptor('x', Buffer.from('x')) }],
    ],
    'with a second name that leads elsewhere': [
      'header_mismatch',
      [{ ...a, name: 'a.txt', extra: unicodeName([...Buffer.from('a.txt')], '../a.txt') }],
    ],
    'with a name that is no text': ['invalid_name', [{ ...a, name: Buffer.from([0xff, 0xfe]) }]],
  };
  test.each(Object.keys(refused))('%s', async (what) => {
    const [code, entries = [], end] = refused[what] ?? [];
    expect(await files.codes(craftZip(entries, end))).toEqual([code]);
  });

  test('when it is cut anywhere', async () => {
    const whole = craftZip([a, { name: 'b.txt', data: 'b' }]);
    for (let length = 0; length < whole.length; length += 7) {
      const codes = await files.codes(whole.subarray(0, length));
      expect(codes, `${length}`).toHaveLength(1);
      expect(['truncated', 'not_an_archive']).toContain(codes[0]);
    }
  });

  test('when it has more entries, more content or more depth than the limits', async () => {
    const three = craftZip(['a', 'b', 'c'].map((name) => ({ name, data: 'x'.repeat(10) })));
    expect(await files.codes(three, { entries: 2 })).toEqual(['too_many_entries']);
    expect(await files.codes(three, { totalBytes: 29 })).toEqual(['too_large']);
    expect(await files.codes(three, { entries: 3, totalBytes: 30 })).toEqual([]);
    const deep = craftZip([{ name: 'a/b/c/d', data: 'x' }]);
    expect([await files.codes(deep, { depth: 3 }), await files.codes(deep, { depth: 4 })]).toEqual([['too_deep'], []]);
  });

  test('for each of its bad entries, up to twenty', async () => {
    const bad = Array.from({ length: 30 }, (_, nth) => ({ name: `../${nth}` }));
    const verdict = await files.inspect(craftZip([a, ...bad]));
    expect(verdict).toMatchObject({ ok: false });
    expect(verdict.ok ? [] : verdict.reasons).toEqual(
      bad.slice(0, 20).map(({ name }) => ({ code: 'path_traversal', entry: name })),
    );
  });
});

function unicodeName(plain: number[], name: string): Buffer {
  const utf8 = Buffer.from(name);
  return Buffer.concat([u16(0x7075, 5 + utf8.length), Buffer.of(1), u32(crc32(Buffer.from(plain))), utf8]);
}
