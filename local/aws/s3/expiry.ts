import type { Clock } from '../service.ts';
import { type LifecycleRule, parseLifecycle } from './lifecycle.ts';
import { type AnyVersion, versionOf } from './object-version.ts';
import type { Removal } from './removal.ts';
import type { Storage } from './storage.ts';

const dayMs = 86_400_000;

interface Dependencies {
  readonly storage: Storage;
  readonly removal: Removal;
  readonly clock: Clock;
}

/**
 * Takes away what lifecycle rules say is due. S3 counts whole days and rounds up to the next midnight UTC
 * (https://docs.aws.amazon.com/AmazonS3/latest/userguide/intro-lifecycle-rules.html#intro-lifecycle-rules-number-of-days),
 * so looking once after every midnight is enough.
 */
export class Expiry {
  readonly #is: Dependencies;
  #cancel: () => void = () => {};
  #running: Promise<unknown> = Promise.resolve();

  constructor(dependencies: Dependencies) {
    this.#is = dependencies;
  }

  start(onError: (error: unknown) => void): void {
    const now = this.#is.clock.now();
    this.#cancel = this.#is.clock.schedule(dayMs - (now % dayMs), () => this.start(onError));
    this.#running = Promise.all([this.#running, this.sweep().catch(onError)]);
  }

  async stop(): Promise<void> {
    this.#cancel();
    await this.#running;
  }

  async sweep(): Promise<void> {
    for (const { name } of this.#is.storage.buckets.list()) {
      const document = this.#is.storage.buckets.get(name, 'lifecycle');
      const rules = document === undefined ? [] : parseLifecycle(Buffer.from(document));
      for (const rule of rules) await this.#apply(name, rule);
    }
  }

  async #apply(bucket: string, rule: LifecycleRule): Promise<void> {
    const { removal, storage } = this.#is;
    for (const version of this.#due(bucket, 'is_latest = 1', 'last_modified', rule.expirationDays)) {
      if (concerns(rule, version)) await removal.expire(version);
    }
    for (const marker of this.#due(
      bucket,
      'is_latest = 1 AND blob IS NULL',
      'last_modified',
      rule.clearsMarkers ? 0 : undefined,
    )) {
      if (concerns(rule, marker)) await removal.expire(marker);
    }
    for (const version of this.#due(bucket, 'is_latest = 0', 'noncurrent_since', rule.noncurrentDays)) {
      if (concerns(rule, version)) await removal.expireNoncurrent(version);
    }
    if (rule.abortUploadDays === undefined) return;
    for (const upload of storage.uploads.startedBefore(bucket, this.#cutoff(rule.abortUploadDays))) {
      if (upload.key.startsWith(rule.prefix)) await removal.abort(upload.id);
    }
  }

  #due(bucket: string, which: string, since: string, days: number | undefined): AnyVersion[] {
    if (days === undefined) return [];
    const sql = `SELECT * FROM objects WHERE bucket = ? AND ${which} AND ${since} <= ?`;
    return this.#is.storage.database.sql.prepare(sql).all(bucket, this.#cutoff(days)).map(versionOf);
  }

  /** What happened up to here is `days` old at the last midnight. */
  #cutoff(days: number): number {
    const now = this.#is.clock.now();
    return now - (now % dayMs) - days * dayMs;
  }
}

function concerns(rule: LifecycleRule, version: AnyVersion): boolean {
  if (!version.key.startsWith(rule.prefix)) return false;
  if (version.isDeleteMarker) return rule.tags.length === 0;
  const isSized = version.size > rule.largerThan && version.size < rule.smallerThan;
  return isSized && rule.tags.every(({ Key, Value }) => version.tags[Key] === Value);
}
