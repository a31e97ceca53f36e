import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { CreateBucketCommand, S3Client, type S3ClientConfig } from '@aws-sdk/client-s3';
import { createS3, type S3, type S3Options } from '../../../../local/aws/s3/create-s3.ts';
import type { Destination } from '../../../../local/aws/s3/notification.ts';
import type { S3Record } from '../../../../local/aws/s3/object-event.ts';
import { type Access, account } from '../../../../local/aws/service.ts';
import { FakeClock } from '../../fake-clock.ts';
import { type Served, serve } from '../serve.ts';

export const secretAccessKey = 'the-secret';
export const accessKeyId = 'AKIATEST';

export interface Heard {
  readonly bucket: string;
  readonly event: S3Record;
  readonly destination: Destination;
}

/** S3 behind a socket, with a state directory of its own that goes when the test ends. */
export class Started {
  readonly clock = FakeClock.atRealTime();
  readonly stateDirectory = mkdtempSync(join(tmpdir(), 's3-'));
  readonly heard: Heard[] = [];
  readonly errors: unknown[] = [];
  readonly #options: Partial<S3Options>;
  #running: { s3: S3; served: Served; client: S3Client } | undefined;

  constructor(options: Partial<S3Options>) {
    this.#options = options;
  }

  get client(): S3Client {
    return this.#now.client;
  }

  get endpoint(): string {
    return this.#now.served.endpoint;
  }

  get s3(): S3 {
    return this.#now.s3;
  }

  async start(): Promise<void> {
    const s3 = await createS3({
      stateDirectory: this.stateDirectory,
      clock: this.clock,
      credentials: (id) => (id === accessKeyId ? { secretAccessKey, principal: { kind: 'root' } } : undefined),
      onObjectEvent: (bucket, event, destination) => void this.heard.push({ bucket, event, destination }),
      onError: (error) => void this.errors.push(error),
      ...this.#options,
    });
    const served = await serve(s3);
    this.#running = { s3, served, client: clientOf(served.endpoint) };
  }

  /** What IAM would have been asked during `work`. */
  async accesses(work: () => Promise<unknown>): Promise<Access[]> {
    const { calls } = this.#now.served;
    const before = calls.length;
    await work();
    return calls.slice(before);
  }

  async restart(): Promise<void> {
    await this.pause();
    await this.start();
  }

  async pause(): Promise<void> {
    this.client.destroy();
    await this.#now.served.close();
    await this.s3.stop();
    this.#running = undefined;
  }

  async stop(): Promise<void> {
    if (this.#running !== undefined) await this.pause();
    rmSync(this.stateDirectory, { recursive: true, force: true });
  }

  get #now() {
    if (this.#running === undefined) throw new Error('S3 is not running.');
    return this.#running;
  }
}

export async function startS3(options: Partial<S3Options> = {}): Promise<Started> {
  const started = new Started(options);
  await started.start();
  return started;
}

export function clientOf(endpoint: string, config: S3ClientConfig = {}): S3Client {
  return new S3Client({
    endpoint,
    region: account.region,
    forcePathStyle: true,
    credentials: { accessKeyId, secretAccessKey },
    maxAttempts: 1,
    ...config,
  });
}

export async function createBucket({ client }: Started, Bucket = 'bucket'): Promise<string> {
  await client.send(
    new CreateBucketCommand({ Bucket, CreateBucketConfiguration: { LocationConstraint: 'eu-central-1' } }),
  );
  return Bucket;
}
