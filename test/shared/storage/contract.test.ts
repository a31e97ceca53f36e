import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { buffer } from 'node:stream/consumers';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { systemClock } from '../../../local/aws/service.ts';
import { createDirectoryStorage } from '../../../shared/storage/directory.ts';
import { sha256Of } from '../../../shared/storage/measure.ts';
import { createS3Storage } from '../../../shared/storage/s3.ts';
import {
  ChecksumMismatchError,
  InvalidKeyError,
  ObjectExistsError,
  type Storage,
} from '../../../shared/storage/storage.ts';
import { createBucket, startS3 } from '../../local/aws/s3/start.ts';

interface Subject {
  readonly storage: Storage;
  stop(): Promise<void>;
}

const adapters: Readonly<Record<string, () => Promise<Subject>>> = {
  async S3() {
    const started = await startS3({ clock: systemClock });
    const storage = createS3Storage(await createBucket(started), started.client);
    return { storage, stop: () => started.stop() };
  },
  async 'a directory'() {
    const root = mkdtempSync(join(tmpdir(), 'storage-'));
    return { storage: createDirectoryStorage(root), stop: async () => rmSync(root, { recursive: true }) };
  },
};

const text = { contentType: 'text/plain' } as const;
const bytes = Buffer.from([0, 255, 10, 13, 0x1a]);

describe.each(Object.keys(adapters))('a storage in %s', (name) => {
  let subject: Subject;
  let storage: Storage;
  beforeAll(async () => {
    subject = (await adapters[name]?.()) ?? expect.unreachable();
    storage = subject.storage;
  });
  afterAll(() => subject.stop());

  async function contentOf(key: string): Promise<string | undefined> {
    const found = await storage.get(key);
    return found && (await buffer(found.body)).toString('latin1');
  }

  async function keysBelow(prefix: string): Promise<string[]> {
    const keys: string[] = [];
    for await (const { key } of storage.list(prefix)) keys.push(key);
    return keys;
  }

  test('an object comes back as it was put, with what is known of it', async () => {
    const put = await storage.put('7d/org/a.bin', bytes, { contentType: 'application/x-thing' });
    const found = await storage.get('7d/org/a.bin');
    expect(found && (await buffer(found.body))).toEqual(bytes);
    const info = {
      key: '7d/org/a.bin',
      sizeBytes: 5,
      contentType: 'application/x-thing',
      etag: put.etag,
      sha256: sha256Of(bytes),
    };
    expect(found?.info).toMatchObject(info);
    expect(await storage.head('7d/org/a.bin')).toEqual(found?.info);
    expect(put.sha256).toBe(sha256Of(bytes));
    expect(Math.abs(Date.now() - (found?.info.lastModified ?? 0))).toBeLessThan(60_000);
  });

  test('an empty object is an object', async () => {
    await storage.put('empty', Buffer.alloc(0), text);
    expect(await contentOf('empty')).toBe('');
  });

  test('what is not there is undefined, is not copied, and may be deleted', async () => {
    expect(await storage.get('none/at/all')).toBeUndefined();
    expect(await storage.head('none/at/all')).toBeUndefined();
    expect(await storage.copy('none/at/all', 'none/too')).toBe(false);
    await storage.delete('none/at/all');
  });

  test('a stream is stored, and its checksum told', async () => {
    const body = Buffer.alloc(300_000, 'streamed ');
    const put = await storage.put(
      'stream',
      { stream: Readable.from([body.subarray(0, 9), body.subarray(9)]), sizeBytes: body.length },
      text,
    );
    expect(put.sha256).toBe(sha256Of(body));
    expect((await storage.head('stream'))?.sha256).toBe(sha256Of(body));
    expect(await contentOf('stream')).toBe(body.toString());
  });

  test('a stream whose checksum is known is stored', async () => {
    await storage.put('known', { stream: Readable.from([bytes]), sizeBytes: 5 }, { ...text, sha256: sha256Of(bytes) });
    expect(await contentOf('known')).toBe(bytes.toString('latin1'));
  });

  test.each([
    ['bytes', () => bytes],
    ['a stream', () => ({ stream: Readable.from([bytes]), sizeBytes: 5 })],
  ])('%s with another checksum are refused, and leave what was there', async (kind, body) => {
    const key = `checked ${kind}`;
    await storage.put(key, Buffer.from('before'), text);
    const other = sha256Of(Buffer.from('other'));
    await expect(storage.put(key, body(), { ...text, sha256: other })).rejects.toThrow(ChecksumMismatchError);
    expect(await contentOf(key)).toBe('before');
  });

  test('a stream that breaks stores nothing', async () => {
    const stream = new Readable({
      read() {
        this.destroy(new Error('the source broke'));
      },
    });
    await expect(storage.put('broken', { stream, sizeBytes: 5 }, text)).rejects.toThrow('the source broke');
    expect(await storage.head('broken')).toBeUndefined();
  });

  test('a write replaces the object and its etag', async () => {
    const first = await storage.put('replaced', Buffer.from('one'), text);
    const second = await storage.put('replaced', Buffer.from('two!'), text);
    expect(second.etag).not.toBe(first.etag);
    expect(await storage.head('replaced')).toMatchObject({ etag: second.etag, sizeBytes: 4 });
    expect(await contentOf('replaced')).toBe('two!');
  });

  test('a create-only write leaves what is there', async () => {
    await storage.put('once', Buffer.from('first'), { ...text, ifAbsent: true });
    await expect(storage.put('once', Buffer.from('second'), { ...text, ifAbsent: true })).rejects.toThrow(
      ObjectExistsError,
    );
    expect(await contentOf('once')).toBe('first');
  });

  test('of many create-only writes at once exactly one wins, and its bytes are there', async () => {
    const writers = Array.from({ length: 8 }, (_, nth) => nth);
    const results = await Promise.allSettled(
      writers.map((nth) => storage.put('race', Buffer.from(`writer ${nth}`), { ...text, ifAbsent: true })),
    );
    const winners = writers.filter((nth) => results[nth]?.status === 'fulfilled');
    expect(winners).toHaveLength(1);
    expect(await contentOf('race')).toBe(`writer ${winners[0]}`);
    for (const result of results)
      if (result.status === 'rejected') expect(result.reason).toBeInstanceOf(ObjectExistsError);
  });

  test('after a deletion the key is free again', async () => {
    await storage.put('gone', Buffer.from('first'), { ...text, ifAbsent: true });
    await storage.delete('gone');
    expect(await storage.get('gone')).toBeUndefined();
    await storage.put('gone', Buffer.from('second'), { ...text, ifAbsent: true });
    expect(await contentOf('gone')).toBe('second');
  });

  test('a copy has the content, the type and the checksum; create-only, it replaces nothing', async () => {
    await storage.put('copies/ä source', bytes, { contentType: 'application/x-thing' });
    expect(await storage.copy('copies/ä source', 'copies/target', { ifAbsent: true })).toBe(true);
    const expected = { contentType: 'application/x-thing', sizeBytes: 5, sha256: sha256Of(bytes) };
    expect(await storage.head('copies/target')).toMatchObject(expected);
    await storage.put('copies/other', Buffer.from('other'), text);
    await expect(storage.copy('copies/other', 'copies/target', { ifAbsent: true })).rejects.toThrow(ObjectExistsError);
    expect(await contentOf('copies/target')).toBe(bytes.toString('latin1'));
    expect(await storage.copy('copies/other', 'copies/target')).toBe(true);
    expect(await contentOf('copies/target')).toBe('other');
  });

  test('a list has what begins with the prefix, by the bytes of the keys', async () => {
    const keys = ['list/a', 'list/a/b', 'list/A', 'list/a b', 'list/ä', 'list/\u{1f600}', 'list/ffff\uffee', 'listen'];
    for (const key of keys) await storage.put(key, Buffer.from(key), text);
    expect(await keysBelow('list/a')).toEqual(['list/a', 'list/a b', 'list/a/b']);
    const byBytes = keys.slice(0, -1).sort((a, b) => Buffer.compare(Buffer.from(a), Buffer.from(b)));
    expect(await keysBelow('list/')).toEqual(byBytes);
    expect(await keysBelow('list')).toEqual([...byBytes, 'listen']);
    expect(await keysBelow('nothing/')).toEqual([]);
  });

  test('keys that differ in case, in Unicode form, or by going deeper are different', async () => {
    const keys = [
      'same/é',
      'same/e\u0301',
      'same/Key',
      'same/key',
      'same/key/deeper',
      'same/key@',
      'same/key+',
      'same/%41',
    ];
    for (const key of keys) await storage.put(key, Buffer.from(key), { ...text, ifAbsent: true });
    for (const key of keys) expect(await contentOf(key)).toBe(Buffer.from(key).toString('latin1'));
    expect((await keysBelow('same/')).sort()).toEqual([...keys].sort());
  });

  test('a key may be as long as S3 allows', async () => {
    const key = `long/${'Ü'.repeat(509)}`;
    await storage.put(key, bytes, text);
    expect(await contentOf(key)).toBe(bytes.toString('latin1'));
    expect(await keysBelow('long/')).toEqual([key]);
  });

  test.each([
    '',
    '/a',
    'a/',
    'a//b',
    '.',
    '..',
    'a/../b',
    '../a',
    'a/./b',
    'a\\b',
    'a\0b',
    'a\nb',
    'a\u0085',
    'x'.repeat(1_025),
    '\ud800',
  ])('%j is no key', async (key) => {
    await expect(storage.put(key, bytes, text)).rejects.toThrow(InvalidKeyError);
    await expect(storage.get(key)).rejects.toThrow(InvalidKeyError);
    await expect(storage.head(key)).rejects.toThrow(InvalidKeyError);
    await expect(storage.delete(key)).rejects.toThrow(InvalidKeyError);
    await expect(storage.copy('empty', key)).rejects.toThrow(InvalidKeyError);
    await expect(storage.copy(key, 'empty')).rejects.toThrow(InvalidKeyError);
  });

  test('a list does not leave the storage either', async () => {
    await expect(keysBelow('../')).rejects.toThrow(InvalidKeyError);
  });
});
