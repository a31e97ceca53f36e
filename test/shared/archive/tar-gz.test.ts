import { once } from 'node:events';
import { Readable } from 'node:stream';
import { buffer } from 'node:stream/consumers';
import { gzipSync } from 'node:zlib';
import { pack } from 'tar-stream';
import { afterAll, describe, expect, test } from 'vitest';
import { inspectArchive } from '../../../shared/archive/archive.ts';
import { ArchiveFiles } from './archive-files.ts';
import { type CraftedTarEntry, craftTar, craftTarGz, pax, tarHeader } from './craft-tar.ts';

const files = new ArchiveFiles();
afterAll(() => files.remove());

const a = { name: 'a.txt', data: 'content of a' } as const;
const long = `${'folder-of-the-project/'.repeat(8)}file.ts`;

describe('a tar.gz is accepted', () => {
  const accepted: Readonly<Record<string, CraftedTarEntry[]>> = {
    'that is empty': [],
    'with files and folders': [{ name: 'src/', type: '5' }, { name: 'src/b.ts', data: 'b' }, a],
    'as `tar` makes it of a folder': [
      { name: './', type: '5' },
      { name: './src/', type: '5' },
      { name: './src/b', data: 'b' },
    ],
    'with a folder from before POSIX': [
      { name: 'src/', type: '\0' },
      { name: 'src/b', type: '\0', data: 'b' },
    ],
    'of GNU tar': [{ ...a, magic: 'ustar  \0' }],
    'with a prefix': [{ name: 'file.ts', prefix: 'folder/of', data: 'x' }],
    'with a long name of pax': [pax({ path: long, mtime: '1.5' }), { name: 'short', data: 'x' }],
    'with a long name of GNU': [
      { name: '././@LongLink', type: 'L', data: `${long}\0` },
      { name: 'short', data: 'x' },
    ],
    'with the commit that git writes': [pax({ comment: 'b'.repeat(40) }, 'g'), a],
    'with a name in Unicode': [pax({ path: 'Übersicht/日本.txt' }), { name: 'x', data: 'x' }],
    'with attributes that are no text': [pax({ 'SCHILY.xattr.user.x': '\u00ff\u0001' }), a],
    'with a size in binary': [{ ...a, size: '\x80\0\0\0\0\0\0\0\0\0\0\x0c' }],
    'with an archive in it, which is not opened': [{ name: 'inner.tar.gz', data: craftTarGz([{ name: '../evil' }]) }],
  };
  test.each(Object.keys(accepted))('%s', async (what) => {
    expect(await files.inspect(craftTarGz(accepted[what] ?? []))).toMatchObject({ ok: true });
  });

  test('of several members of gzip', async () => {
    const tar = craftTar([a, { name: 'b', data: 'b' }]);
    const members = [tar.subarray(0, 700), tar.subarray(700)].map((part) => gzipSync(part));
    expect(await files.codes(Buffer.concat(members))).toEqual([]);
  });

  test('that fills its last record', async () => {
    expect(await files.codes(craftTarGz([a], Buffer.alloc(10_240)))).toEqual([]);
  });

  test('that the library tar-stream packs, and its entries and totals are told', async () => {
    const tar = pack();
    tar.entry({ name: 'src', type: 'directory' });
    tar.entry({ name: `src/${long}` }, 'long');
    tar.entry({ name: 'ü.txt' }, 'x');
    tar.finalize();
    expect(await files.inspect(gzipSync(await buffer(tar)))).toEqual({
      ok: true,
      entries: [
        { path: 'src', type: 'directory', sizeBytes: 0 },
        { path: `src/${long}`, type: 'file', sizeBytes: 4 },
        { path: 'ü.txt', type: 'file', sizeBytes: 1 },
      ],
      totals: { entries: 3, bytes: 5 },
    });
  });

  test('that comes as a stream', async () => {
    const tarGz = Readable.from([craftTarGz([a])]);
    expect(await inspectArchive({ tarGz })).toMatchObject({ ok: true, totals: { entries: 1 } });
  });
});

describe('a tar.gz is refused', () => {
  const many = (length: number) => 'x'.repeat(length);
  const refused: Readonly<Record<string, [string, CraftedTarEntry[], Buffer?]>> = {
    'with a hard link': ['hard_link', [{ name: 'l', type: '1', link: 'a.txt' }, a]],
    'with a symbolic link': ['symlink', [{ name: 'l', type: '2', link: '/etc/passwd' }, a]],
    'with a character device': ['special_file', [{ name: 'd', type: '3' }]],
    'with a block device': ['special_file', [{ name: 'd', type: '4' }]],
    'with a pipe': ['special_file', [{ name: 'p', type: '6' }]],
    'with a contiguous file': ['special_file', [{ name: 'c', type: '7' }]],
    'with a sparse file of GNU': ['special_file', [{ name: 's', type: 'S' }]],
    'with a sparse file of pax': ['special_file', [pax({ 'GNU.sparse.major': '1' }), a]],
    'with an entry of unknown type': ['special_file', [{ name: 'x', type: 'Z', data: 'skipped' }]],
    'with a folder that has content': ['size_mismatch', [{ name: 'f/', type: '5', data: 'x' }]],
    'with a long name of pax that leads out': ['path_traversal', [pax({ path: '../../evil' }), a]],
    'with a long name of GNU that leads out': ['path_traversal', [{ name: 'L', type: 'L', data: '../evil\0' }, a]],
    'with a prefix that leads out': ['path_traversal', [{ name: 'evil', prefix: '..' }]],
    'with a name for all entries': ['malformed', [pax({ path: 'same' }, 'g'), a]],
    'with two names for one entry': ['malformed', [pax({ path: 'one' }), pax({ path: 'two' }), a]],
    'with a keyword that is there twice': ['malformed', [{ name: 'x', type: 'x', data: '9 path=a\n9 path=b\n' }, a]],
    'with names of pax and of GNU for one entry': [
      'malformed',
      [pax({ path: 'one' }), { name: 'L', type: 'L', data: 'two\0' }, a],
    ],
    'with two sizes': ['size_mismatch', [pax({ size: '5' }), a]],
    'with a size that is no number': ['malformed', [pax({ size: '-5' }), a]],
    'with another character set': ['invalid_name', [pax({ hdrcharset: 'BINARY', path: 'x' }), a]],
    'with a name of NUL and more': ['invalid_name', [pax({ path: 'a\0b' }), a]],
    'with a record of pax that is longer than its header': [
      'malformed',
      [{ name: 'x', type: 'x', data: '99 path=x\n' }, a],
    ],
    'with a name that is no text': ['invalid_name', [{ name: Buffer.from([0xff, 0xfe]) }]],
    'with an extended header that would fill the memory': [
      'name_too_long',
      [{ name: 'x', type: 'x', data: many(70_000) }],
    ],
    'with an extended header for nothing': ['truncated', [a, pax({ path: 'x' })]],
    'with a wrong checksum': ['malformed', [{ ...a, breaksChecksum: true }]],
    'with an unknown format': ['malformed', [{ ...a, magic: 'tarball\0' }]],
    'with a size below zero': ['malformed', [{ ...a, size: '\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xf4' }]],
    'with a size beyond all numbers': ['too_large', [{ ...a, size: `\x80${'\x7f'.repeat(11)}` }]],
    'with an entry that ends too early': ['truncated', [{ ...a, size: 5_000 }]],
    'without an end': ['truncated', [a], Buffer.alloc(0)],
    'with half an end': ['truncated', [a], Buffer.alloc(512)],
    'with something in its end': ['malformed', [a], Buffer.concat([Buffer.alloc(512), Buffer.alloc(512, 1)])],
    'with an entry behind its end': [
      'trailing_data',
      [a],
      Buffer.concat([Buffer.alloc(1_024), tarHeader({ name: 'b' })]),
    ],
    'with an end without end': ['trailing_data', [a], Buffer.alloc(2_000_000)],
  };
  test.each(Object.keys(refused))('%s', async (what) => {
    const [code, entries = [], end] = refused[what] ?? [];
    expect(await files.codes(craftTarGz(entries, end))).toEqual([code]);
  });

  test('with something behind the gzip', async () => {
    expect(await files.codes(Buffer.concat([craftTarGz([a]), Buffer.from('hidden')]))).toEqual(['trailing_data']);
    expect(await files.codes(Buffer.concat([craftTarGz([a]), Buffer.alloc(20)]))).toEqual(['trailing_data']);
    expect(await files.codes(Buffer.concat([craftTarGz([a]), craftTarGz([a])]))).toEqual(['trailing_data']);
  });

  test('when a bit of it is turned', async () => {
    const whole = craftTarGz([
      { name: 'random', data: Buffer.from(Array.from({ length: 5_000 }, (_, at) => (at * at) % 251)) },
    ]);
    for (const at of [40, Math.floor(whole.length / 2), whole.length - 6]) {
      const turned = Buffer.from(whole);
      turned.writeUInt8(turned.readUInt8(at) ^ 4, at);
      expect(await files.codes(turned), `${at}`).toHaveLength(1);
    }
  });

  test('when it is cut anywhere', async () => {
    const whole = craftTarGz([a, { name: 'b.txt', data: 'b' }]);
    for (let length = 3; length < whole.length; length += 5) {
      expect(await files.codes(whole.subarray(0, length)), `${length}`).toEqual(['truncated']);
    }
  });

  test('when it has more entries, more content or more depth than the limits', async () => {
    const three = craftTarGz(['a', 'b', 'c'].map((name) => ({ name, data: 'x'.repeat(10) })));
    expect(await files.codes(three, { entries: 2 })).toEqual(['too_many_entries']);
    expect(await files.codes(three, { totalBytes: 29 })).toEqual(['too_large']);
    expect(await files.codes(three, { entries: 3, totalBytes: 30 })).toEqual([]);
    expect(await files.codes(craftTarGz([{ name: 'a/b/c/d' }]), { depth: 3 })).toEqual(['too_deep']);
  });
});

test.each([
  ['nothing', ''],
  ['a text', 'hello'],
  ['a tar that is not packed', craftTar([a])],
  ['bzip2', 'BZh91AY'],
])('%s is no archive', async (_, content) => {
  expect(await files.codes(Buffer.from(content))).toEqual(['not_an_archive']);
});

test('a source that breaks is an error, not a verdict', async () => {
  const tarGz = new Readable({ read: () => {} });
  tarGz.push(craftTarGz([a]).subarray(0, 30));
  const inspected = inspectArchive({ tarGz });
  inspected.catch(() => {});
  tarGz.destroy(new Error('the network broke'));
  await expect(inspected).rejects.toThrow('the network broke');
  await expect(inspectArchive({ file: '/nowhere/at/all' })).rejects.toMatchObject({ code: 'ENOENT' });
  if (!tarGz.closed) await once(tarGz, 'close');
});
