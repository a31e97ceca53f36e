import { readdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { openBody, removeBody, writeBody } from './directory-body.ts';
import { DirectoryFiles } from './directory-files.ts';
import { keyOfPath, pathOfKey } from './directory-path.ts';
import { commitRecord, type ObjectRecord, readRecord } from './directory-record.ts';
import { checkKey, checkPrefix, type ListedObject, type ObjectInfo, type Storage } from './storage.ts';

/**
 * Objects in a directory of this machine: records below `keys`, bodies below `bodies`. What commits a write is the link (create
 * only) or the renaming of its record, which are atomic; a crash before leaves a body or a temporary file that nobody names.
 * Nothing outside the directory is read or written, also where somebody has put a symbolic link into it.
 */
export function createDirectoryStorage(root: string, now: () => number = Date.now): Storage {
  const files = new DirectoryFiles(root);
  const storage: Storage = {
    async put(key, body, options) {
      checkKey(key);
      const written = await writeBody(files, key, body, options);
      const record = { ...written, contentType: options.contentType, lastModified: now() };
      await commitRecord(files, key, record, options.ifAbsent === true);
      return { etag: record.body, sha256: record.sha256 };
    },
    async get(key) {
      checkKey(key);
      for (let missed = ''; ; ) {
        const record = await readRecord(files, key);
        if (!record) return undefined;
        const body = await openBody(files, record.body);
        if (body) return { info: infoOf(key, record), body };
        // Between the two reads the object was written anew or deleted: look again.
        if (missed === record.body) throw new Error(`The body of ${key} is lost.`);
        missed = record.body;
      }
    },
    async head(key) {
      checkKey(key);
      const record = await readRecord(files, key);
      return record && infoOf(key, record);
    },
    async delete(key) {
      checkKey(key);
      const record = await readRecord(files, key);
      if (!record) return;
      await rm(await files.place('keys', pathOfKey(key)), { force: true });
      await removeBody(files, record.body);
    },
    list: (prefix) => listed(files, prefix),
    async copy(from, to, options = {}) {
      const source = await storage.get(from);
      if (!source) return false;
      const { contentType, sizeBytes, sha256 } = source.info;
      await storage.put(to, { stream: source.body, sizeBytes }, { ...options, contentType, ...(sha256 && { sha256 }) });
      return true;
    },
  };
  return storage;
}

async function* listed(files: DirectoryFiles, prefix: string): AsyncGenerator<ListedObject> {
  checkPrefix(prefix);
  const keys = (await allKeys(files)).filter((key) => key.startsWith(prefix));
  for (const key of keys.sort((a, b) => Buffer.compare(Buffer.from(a), Buffer.from(b)))) {
    const record = await readRecord(files, key);
    if (record) yield { key, sizeBytes: record.sizeBytes };
  }
}

async function allKeys(files: DirectoryFiles): Promise<string[]> {
  const top = await files.make('keys', ['']);
  const found = await readdir(top, { recursive: true, withFileTypes: true });
  return found.flatMap((file) => {
    if (!file.isFile()) return [];
    const path = join(file.parentPath, file.name).slice(top.length).split(/[/\\]/).filter(Boolean);
    return keyOfPath(path) ?? [];
  });
}

function infoOf(key: string, { body, sizeBytes, contentType, sha256, lastModified }: ObjectRecord): ObjectInfo {
  return { key, sizeBytes, contentType, etag: body, sha256, lastModified };
}
