import { createWriteStream } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { type ArchiveLimits, inspectArchive } from '../../../shared/archive/archive.ts';
import type { Logger } from '../../../shared/log.ts';
import { Measure } from '../../../shared/storage/measure.ts';
import type { UploadObjects } from '../s3.ts';
import { arrivalKey, contentKey } from './place.ts';
import { rejectionOf } from './rejection.ts';
import type { UploadStore, Verdict } from './store.ts';
import { dayMs, type InspectionMessage, type StoredUpload } from './upload.ts';

export interface InspectDeps {
  readonly uploads: UploadStore;
  readonly objects: UploadObjects;
  readonly log: Logger;
  readonly now: () => number;
  /** A folder for the archive while it is read; nothing of its content is unpacked there. */
  readonly workspace: string;
  readonly limits: ArchiveLimits;
}

/**
 * How often an inspection may begin. Less than the queue's tries, so that the last of them is not spent on a content that broke
 * all before, but on saying so: an upload never hangs.
 */
export const maxInspections = 4;

/**
 * Decides about an upload: its bytes are what was announced, and they are a good archive. Repeating it is harmless.
 * @throws Error for a broken world; then the message comes back
 */
export async function inspectUpload(deps: InspectDeps, { orgId, uploadId }: InspectionMessage): Promise<void> {
  const upload = await deps.uploads.beginInspection(orgId, uploadId);
  // Deleted, or decided by another delivery of the message.
  if (!upload) return;
  const verdict = await judge(deps, upload);
  const isWritten = await deps.uploads.finishInspection(upload, verdict, deps.now());
  const fields = { orgId, uploadId, status: verdict.status, inspections: upload.inspections };
  deps.log.info(isWritten ? 'upload inspected' : 'upload went away during its inspection', fields);
  await deps.objects.discardArrival(arrivalKey(upload));
}

async function judge(deps: InspectDeps, upload: StoredUpload): Promise<Verdict> {
  if (upload.inspections > maxInspections) return rejected({ code: 'inspection_failed' });
  const folder = await mkdtemp(join(deps.workspace, 'upload-'));
  try {
    const file = join(folder, 'archive');
    const arrived = await fetchBytes(deps.objects, upload, file);
    if (!arrived) return rejected({ code: 'content_missing' });
    if (arrived.sizeBytes !== upload.sizeBytes || arrived.sha256 !== upload.sha256) {
      return rejected({ code: 'content_mismatch' });
    }
    const verdict = await inspectArchive({ file }, deps.limits);
    if (!verdict.ok) return { status: 'rejected', reasons: verdict.reasons.map(rejectionOf) };
    const { entries, bytes: unpackedBytes } = verdict.totals;
    return await settle(deps, upload, { entries, unpackedBytes });
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

/** The bytes that are hashed are those that are inspected: both are read once. */
async function fetchBytes(objects: UploadObjects, upload: StoredUpload, file: string): Promise<Measure | undefined> {
  const object = await objects.download(arrivalKey(upload));
  if (!object) return undefined;
  const measured = new Measure();
  await pipeline(object.body, measured, createWriteStream(file, { flags: 'wx', mode: 0o600 }));
  return measured;
}

/** Content gets its place now that it is known; S3 says what it is there. */
async function settle(
  deps: InspectDeps,
  upload: StoredUpload,
  content: { entries: number; unpackedBytes: number },
): Promise<Verdict> {
  const key = contentKey(upload);
  // Not create-only: the bytes are the same, and a copy begins their time anew.
  if (!(await deps.objects.settle(arrivalKey(upload), key))) return rejected({ code: 'content_missing' });
  const object = await deps.objects.lookUp(key);
  if (!object) return rejected({ code: 'content_missing' });
  if (object.sha256 !== upload.sha256) throw new Error(`The content of upload ${upload.id} is not what was inspected.`);
  const availableUntil = new Date(object.lastModified + upload.retentionDays * dayMs).toISOString();
  return { status: 'ready', content, availableUntil };
}

function rejected(reason: Parameters<typeof rejectionOf>[0]): Verdict {
  return { status: 'rejected', reasons: [rejectionOf(reason)] };
}
