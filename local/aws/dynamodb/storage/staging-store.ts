import { Readable } from 'node:stream';
import { z } from 'zod';
import { account } from '../../service.ts';
import type { Disk, Write } from './disk.ts';
import { createKey, type Range } from './dynalite.ts';
import { Item } from './item.ts';
import { type IndexKind, keyspace } from './keyspace.ts';
import { TableRecord } from './table-record.ts';

type Done = (error: unknown, value?: unknown) => void;
type Release = (done: Done) => Done;

/** 400 KB: https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/ServiceQuotas.html#limits-items */
export const maxItemSize = 409_600;

const StartKey = z.object({ ExclusiveStartKey: Item.optional() });

/**
 * What one run of a dynalite action takes for its `store`. It reads from disk, but collects the writes instead of doing
 * them: an item and its index entries, or all items of a transaction, then go to disk in one atomic batch.
 */
export class StagingStore {
  readonly options = { maxItemSize, createTableMs: 0 };
  readonly tableDb: ReturnType<StagingStore['part']> & { awsAccountId: string; awsRegion: string };
  readonly writes: Write[] = [];
  table?: TableRecord;
  itemKey = '';
  existing?: Item;
  item?: Item;
  readonly #disk: Disk;
  readonly #startKey: Item | undefined;
  readonly #fail: (error: unknown) => void;

  constructor(disk: Disk, data: Record<string, unknown>, fail: (error: unknown) => void) {
    this.#disk = disk;
    this.#startKey = StartKey.parse(data).ExclusiveStartKey;
    this.#fail = fail;
    this.tableDb = { ...this.part(keyspace.tables), awsAccountId: account.id, awsRegion: account.region };
  }

  /** dynalite passes `false` for control plane operations, whose message names the table. */
  getTable(name: string, ...rest: [Done] | [boolean, Done]): void {
    const done = rest.length === 1 ? rest[0] : rest[1];
    const missing = `Requested resource not found${rest[0] === false ? `: Table: ${name} not found` : ''}`;
    this.#answer(this.#disk.get(keyspace.tables + name), (error, found) => {
      if (error) return done(error);
      if (found === undefined) return done(notFound(missing));
      this.table = TableRecord.parse(found);
      done(null, found);
    });
  }

  getTagDb(table: string) {
    return this.part(keyspace.tags(table));
  }

  getItemDb(table: string) {
    const part = this.part(keyspace.items(table));
    return {
      ...part,
      lock: (key: string, run: (release: Release) => void) => {
        this.itemKey = key;
        run((done) => done);
      },
      get: (key: string, done: Done) => {
        part.get(key, (error, found) => {
          if (found !== undefined) this.existing = Item.parse(found);
          done(error, found);
        });
      },
      put: (key: string, value: unknown, done: Done) => {
        this.item = Item.parse(value);
        part.put(key, value, done);
      },
    };
  }

  /**
   * dynalite's index keys end in 24 bits of a hash of the item's key, so two items with equal index keys could meet in
   * one entry and one of them vanish from the index. The item's own key behind it keeps them apart.
   */
  getIndexDb(kind: IndexKind, table: string, index: string) {
    const part = this.part(keyspace.index(kind, table, index));
    return {
      ...part,
      put: (key: string, value: unknown, done: Done) => part.put(`${key}/${this.itemKey}`, value, done),
      del: (key: string, done: Done) => part.del(`${key}/${this.itemKey}`, done),
      createValueStream: (range: Range) => part.createValueStream(this.#afterStartKey(range)),
    };
  }

  #afterStartKey(range: Range): Range {
    if (!this.#startKey || !this.table) return range;
    const own = `/${createKey(this.#startKey, this.table)}`;
    if (range.reverse) return { ...range, lt: `${range.lt}${own}` };
    return { ...range, gt: `${range.gt}${own}` };
  }

  part(prefix: string) {
    const stage = (write: Write, done: Done) => {
      this.writes.push(write);
      this.#answer(Promise.resolve(), done);
    };
    return {
      lock: (_key: string, run: (release: Release) => void) => run((done) => done),
      get: (key: string, done: Done) => this.#answer(this.#disk.get(prefix + key), done),
      put: (key: string, value: unknown, done: Done) => stage({ type: 'put', key: prefix + key, value }, done),
      del: (key: string, done: Done) => stage({ type: 'del', key: prefix + key }, done),
      batch: (writes: readonly Write[], done: Done) => {
        for (const write of writes) this.writes.push({ ...write, key: prefix + write.key });
        this.#answer(Promise.resolve(), done);
      },
      createKeyStream: () => Readable.from(this.#keysOf(prefix)),
      createValueStream: (range: Range = {}) => Readable.from(this.#disk.values(within(prefix, range))),
    };
  }

  async *#keysOf(prefix: string): AsyncIterable<string> {
    for await (const key of this.#disk.keys(within(prefix, {}))) yield key.slice(prefix.length);
  }

  /** Whatever a dynalite callback throws fails this one request, not the process. */
  #answer(promise: Promise<unknown>, done: Done): void {
    promise.then((value) => done(null, value), done).catch(this.#fail);
  }
}

function within(prefix: string, range: Range): Range {
  const lower = range.gte ? { gte: prefix + range.gte } : range.gt ? { gt: prefix + range.gt } : { gte: prefix };
  const end = `${prefix.slice(0, -1)}\x7f`;
  const upper = range.lte ? { lte: prefix + range.lte } : range.lt ? { lt: prefix + range.lt } : { lt: end };
  return { ...lower, ...upper, reverse: range.reverse ?? false, limit: range.limit ?? -1 };
}

function notFound(message: string): Error {
  const body = { __type: 'com.amazonaws.dynamodb.v20120810#ResourceNotFoundException', message };
  return Object.assign(new Error(message), { name: 'NotFoundError', statusCode: 400, body });
}
