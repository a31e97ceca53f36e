import { existsSync, mkdirSync, mkdtempSync, readdirSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { buffer } from 'node:stream/consumers';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { createDirectoryStorage } from '../../../shared/storage/directory.ts';

let top: string;
let root: string;
beforeEach(() => {
  top = mkdtempSync(join(tmpdir(), 'storage-'));
  root = join(top, 'root');
});
afterEach(() => rmSync(top, { recursive: true }));

const options = { contentType: 'text/plain' } as const;
const body = Buffer.from('content');

test('a directory that is not there yet is made, and another storage of it finds the objects', async () => {
  await createDirectoryStorage(join(root, 'deep')).put('a/b', body, options);
  const found = await createDirectoryStorage(join(root, 'deep')).get('a/b');
  expect(found && (await buffer(found.body))).toEqual(body);
});

test('a folder that is a symbolic link is not followed, neither to read nor to write nor to delete', async () => {
  const outside = join(top, 'outside');
  mkdirSync(outside);
  mkdirSync(join(root, 'keys'), { recursive: true });
  symlinkSync(outside, join(root, 'keys', 'a'));
  const storage = createDirectoryStorage(root);
  await expect(storage.put('a/b', body, options)).rejects.toThrow(/symbolic link/);
  await expect(storage.get('a/b')).rejects.toThrow(/symbolic link/);
  await expect(storage.delete('a/b')).rejects.toThrow(/symbolic link/);
  expect(readdirSync(outside)).toEqual([]);
});

test('a record that is a symbolic link is not read, and a write replaces the link, not its target', async () => {
  const secret = join(top, 'secret');
  writeFileSync(secret, 'secret');
  mkdirSync(join(root, 'keys'), { recursive: true });
  symlinkSync(secret, join(root, 'keys', 'a@'));
  await expect(createDirectoryStorage(root).get('a')).rejects.toMatchObject({ code: 'ELOOP' });
  await expect(createDirectoryStorage(root).put('a', body, { ...options, ifAbsent: true })).rejects.toThrow();
});

test('what a write that was replaced or refused had written is gone', async () => {
  const storage = createDirectoryStorage(root);
  await storage.put('a', Buffer.from('one'), options);
  await storage.put('a', Buffer.from('two'), options);
  await expect(storage.put('a', body, { ...options, ifAbsent: true })).rejects.toThrow();
  await expect(storage.put('b', body, { ...options, sha256: '0'.repeat(64) })).rejects.toThrow();
  expect(readdirSync(join(root, 'bodies'))).toHaveLength(1);
  expect(readdirSync(join(root, 'temporary'))).toEqual([]);
  await storage.delete('a');
  expect(readdirSync(join(root, 'bodies'))).toEqual([]);
});

test('a reader that has begun reads the object to its end while it is replaced', async () => {
  const storage = createDirectoryStorage(root);
  await storage.put('a', Buffer.alloc(1_000_000, 'old'), options);
  const reading = await storage.get('a');
  await storage.put('a', Buffer.from('new'), options);
  expect(reading && (await buffer(reading.body)).equals(Buffer.alloc(1_000_000, 'old'))).toBe(true);
});

test('many writers of one key leave one whole object, and nothing else', async () => {
  const storage = createDirectoryStorage(root);
  await Promise.all(
    Array.from({ length: 20 }, (_, nth) => storage.put('a', Buffer.alloc(10_000, `${nth % 10}`), options)),
  );
  const found = await storage.get('a');
  const content = found ? await buffer(found.body) : Buffer.alloc(0);
  expect(new Set(content)).toHaveProperty('size', 1);
  expect(content).toHaveLength(10_000);
});

test('a write that died before its record was there left nothing that is seen, and does not stand in the way', async () => {
  const storage = createDirectoryStorage(root);
  mkdirSync(join(root, 'bodies'), { recursive: true });
  mkdirSync(join(root, 'temporary'));
  writeFileSync(join(root, 'bodies', '0192f3a0-0000-4000-8000-000000000000'), 'half');
  writeFileSync(join(root, 'temporary', '0192f3a0-0000-4000-8000-000000000000'), '{"body":');
  expect(await storage.get('a')).toBeUndefined();
  await storage.put('a', body, { ...options, ifAbsent: true });
  expect(await storage.head('a')).toMatchObject({ sizeBytes: 7 });
});

test('files that are none of ours are not listed', async () => {
  const storage = createDirectoryStorage(root);
  await storage.put('a', body, options);
  writeFileSync(join(root, 'keys', 'README'), '');
  const keys: string[] = [];
  for await (const { key } of storage.list('')) keys.push(key);
  expect(keys).toEqual(['a']);
  expect(existsSync(join(root, 'keys', 'a@'))).toBe(true);
});

test('to look for what is not there makes nothing', async () => {
  const storage = createDirectoryStorage(root);
  expect([await storage.get('a/b/c'), await storage.head('a/b/c')]).toEqual([undefined, undefined]);
  await storage.delete('a/b/c');
  expect(existsSync(root)).toBe(false);
});

test('an object whose body somebody took away is an error, and not absent', async () => {
  const storage = createDirectoryStorage(root);
  await storage.put('a', body, options);
  rmSync(join(root, 'bodies'), { recursive: true });
  await expect(storage.get('a')).rejects.toThrow('lost');
});
