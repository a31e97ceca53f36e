import { createLevel, type Range } from './dynalite.ts';
import { keyspace } from './keyspace.ts';

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
  const kept = new KeptRecords();
  return {
    get: (key) => kept.get(key, () => db.get(key)),
    keys: (range) => db.keys(range),
    values: (range) => db.values(range),
    entries: (range) => db.iterator(range),
    write: async (writes) => {
      if (writes.length === 0) return;
      try {
        await db.batch(writes);
      } finally {
        kept.forget(writes.map(({ key }) => key));
      }
    },
    close: () => db.close(),
  };
}

/** What every request reads and hardly any writes: the records and settings of tables. As text, because readers may change objects. */
class KeptRecords {
  readonly #texts = new Map<string, string>();
  #changes = 0;

  async get(key: string, read: () => Promise<unknown>): Promise<unknown> {
    if (!isRecord(key)) return read();
    const text = this.#texts.get(key);
    if (text !== undefined) return JSON.parse(text);
    const before = this.#changes;
    const value = await read();
    // A write meanwhile may have made it old.
    if (value !== undefined && before === this.#changes) this.#texts.set(key, JSON.stringify(value));
    return value;
  }

  forget(keys: readonly string[]): void {
    for (const key of keys.filter(isRecord)) {
      this.#changes += 1;
      this.#texts.delete(key);
    }
  }
}

function isRecord(key: string): boolean {
  return key.startsWith(keyspace.tables) || key.startsWith(keyspace.settings);
}

export async function collect<T>(source: AsyncIterable<T>): Promise<T[]> {
  const all: T[] = [];
  for await (const one of source) all.push(one);
  return all;
}
