import { createLevel, type Range } from './dynalite.ts';

export type Write =
  | { readonly type: 'put'; readonly key: string; readonly value: unknown }
  | { readonly type: 'del'; readonly key: string };

/** The LevelDB of this service, values as JSON. One `write` is one atomic batch, also under SIGKILL. */
export interface Disk {
  get(key: string): Promise<unknown>;
  keys(range: Range): AsyncIterable<string>;
  values(range: Range): AsyncIterable<unknown>;
  entries(range: Range): AsyncIterable<[string, unknown]>;
  write(writes: readonly Write[]): Promise<void>;
  close(): Promise<void>;
}

/** Rejects when another process holds the folder, which LevelDB locks. */
export async function openDisk(path: string): Promise<Disk> {
  const db = createLevel(path);
  try {
    await db.open();
  } catch (cause) {
    throw new Error(`The DynamoDB state in ${path} does not open; does another process hold it?`, { cause });
  }
  return {
    get: (key) => db.get(key),
    keys: (range) => db.keys(range),
    values: (range) => db.values(range),
    entries: (range) => db.iterator(range),
    write: async (writes) => {
      if (writes.length > 0) await db.batch(writes);
    },
    close: () => db.close(),
  };
}

export async function collect<T>(source: AsyncIterable<T>): Promise<T[]> {
  const all: T[] = [];
  for await (const one of source) all.push(one);
  return all;
}
