import { mkdirSync, renameSync, writeFileSync } from 'node:fs';
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { Mail } from './mail.ts';

export interface Outbox {
  write(mail: Mail): void;
}

/** One JSON file per mail; file names sort by the time of sending. */
export function createOutbox(directory: string): Outbox {
  mkdirSync(directory, { recursive: true });
  let sequence = 0;
  return {
    write(mail) {
      sequence += 1;
      const order = `${Date.parse(mail.sentAt)}-${String(sequence).padStart(6, '0')}`;
      writeAtomically(directory, `${order}-${mail.messageId}.json`, JSON.stringify(mail, undefined, 2));
    },
  };
}

/** A reader sees the whole file or none: the name appears with the content. */
export function writeAtomically(directory: string, name: string, content: string): void {
  const unfinished = join(directory, `.${name}.tmp`);
  writeFileSync(unfinished, content);
  renameSync(unfinished, join(directory, name));
}

/** Newest first; an outbox that nobody has written to is empty. */
export async function readOutbox(directory: string): Promise<Mail[]> {
  const names = (await entries(directory)).filter((name) => name.endsWith('.json') && !name.startsWith('.'));
  const newestFirst = names.sort().reverse();
  const files = await Promise.all(newestFirst.map((name) => readFile(join(directory, name), 'utf8')));
  return files.map((content) => Mail.parse(JSON.parse(content)));
}

async function entries(directory: string): Promise<string[]> {
  try {
    return await readdir(directory);
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return [];
    throw error;
  }
}
