import type { Clock } from '../service.ts';
import { BlobStore } from './blob-store.ts';
import { BucketStore } from './bucket-store.ts';
import { Database } from './database.ts';
import { destinationsOf } from './notification.ts';
import type { ObjectEvent } from './object-event.ts';
import { ObjectStore, type Versioning } from './object-store.ts';
import { type OnObjectEvent, Outbox } from './outbox.ts';
import { UploadStore } from './upload-store.ts';
import { parseVersioning } from './versioning.ts';

export interface StorageOptions {
  readonly stateDirectory: string;
  readonly clock: Clock;
  readonly onObjectEvent?: OnObjectEvent | undefined;
  readonly onError: (error: unknown) => void;
}

/** Everything that is kept, and the one way to change it. */
export class Storage {
  readonly database: Database;
  readonly blobs: BlobStore;
  readonly buckets: BucketStore;
  readonly objects: ObjectStore;
  readonly uploads: UploadStore;
  readonly outbox: Outbox;
  readonly #onError: (error: unknown) => void;

  constructor({ stateDirectory, clock, onObjectEvent, onError }: StorageOptions) {
    this.database = new Database(stateDirectory);
    this.blobs = new BlobStore(stateDirectory);
    this.buckets = new BucketStore(this.database, clock);
    this.objects = new ObjectStore(this.database, clock);
    this.uploads = new UploadStore(this.database, clock);
    this.outbox = new Outbox(this.database, clock, onObjectEvent, onError);
    this.#onError = onError;
    this.blobs.sweep(this.objects.blobs());
  }

  /**
   * Runs `work` in one transaction. Rows go first, files after: a file too many is swept at the next start, a file too
   * few would be an object without bytes.
   */
  async commit<T>(work: () => { result: T; unused: readonly string[] }): Promise<T> {
    const { result, unused } = this.database.transact(work);
    this.outbox.flush();
    await this.blobs.remove(unused).catch(this.#onError);
    return result;
  }

  /** Within a transaction: leaves the event for everyone who is configured to hear of it. */
  emit(event: Omit<ObjectEvent, 'isVersioned'>): void {
    const destinations = destinationsOf(this.buckets.get(event.bucket, 'notification'), event.name, event.version.key);
    this.outbox.add({ ...event, isVersioned: this.versioning(event.bucket) !== 'Off' }, destinations);
  }

  versioning(bucket: string): Versioning {
    const document = this.buckets.get(bucket, 'versioning');
    return document === undefined ? 'Off' : parseVersioning(Buffer.from(document));
  }

  async stop(): Promise<void> {
    await this.outbox.stop();
    this.database.close();
  }
}
