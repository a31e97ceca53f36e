import { type Context, requirePermission } from '../../../shared/context.ts';
import { AppError } from '../../../shared/errors.ts';
import type { FairQueue } from '../../../shared/fair-queue.ts';
import type { UploadObjects } from '../s3.ts';
import type { Completion } from './contract.ts';
import { arrivalKey, isInParts } from './place.ts';
import { type ReadDeps, readUpload } from './read-upload.ts';
import { type InspectionMessage, productOf, type StoredUpload } from './upload.ts';

export interface CompleteDeps extends ReadDeps {
  readonly objects: UploadObjects;
  readonly inspections: FairQueue<InspectionMessage>;
}

/**
 * Checks that the bytes are there and hands the upload to the inspection. The message goes first and the mark after it: a
 * crash between them leaves an upload that is inspected all the same. Of an upload that was completed before this is a read.
 * @throws AppError `not_found`; `forbidden`; `conflict` when the bytes are not there or the time for them is over;
 *   `validation_failed` for parts that do not make up the content
 */
export async function completeUpload(call: {
  ctx: Context;
  deps: CompleteDeps;
  input: { id: string } & Completion;
}): Promise<StoredUpload> {
  const { ctx, deps, input } = call;
  const upload = await readUpload({ ctx, deps, input });
  requirePermission(ctx, `${productOf(upload.purpose)}:write`);
  if (upload.status === 'expired')
    throw new AppError('conflict', 'The time for this upload is over. Make another one.');
  if (upload.status !== 'pending') return upload;
  if (isInParts(upload)) await join(deps, upload, input.parts);
  else if (input.parts !== undefined) throw invalidParts('This upload does not go in parts');
  await requireBytes(deps, upload);
  await deps.inspections.send(ctx.orgId, { orgId: ctx.orgId, uploadId: upload.id });
  const marked = await deps.uploads.markInspecting(upload);
  // Somebody was faster: another complete, the inspection itself, or a deletion.
  return marked ?? readUpload({ ctx, deps, input });
}

async function join(deps: CompleteDeps, upload: StoredUpload, parts: Completion['parts']): Promise<void> {
  if (parts === undefined) throw invalidParts('This upload goes in parts: name them');
  if (upload.partsId === undefined) throw new AppError('conflict', 'This upload never began. Make another one.');
  const joined = await deps.objects.joinParts(arrivalKey(upload), upload.partsId, parts, upload.sizeBytes);
  if (joined.outcome === 'refused') throw invalidParts(joined.detail);
  // `gone`: they were put together before, or at this moment; then the object says what came of it.
}

async function requireBytes({ objects }: CompleteDeps, upload: StoredUpload): Promise<void> {
  const object = await objects.lookUp(arrivalKey(upload));
  if (!object) throw new AppError('conflict', 'The bytes are not there. Send them first.');
  const isRight = object.sizeBytes === upload.sizeBytes && (isInParts(upload) || object.sha256 === upload.sha256);
  if (!isRight) throw new AppError('conflict', 'The bytes are not those that were announced.');
}

function invalidParts(message: string): AppError {
  return new AppError('validation_failed', `body.parts: ${message}`, { errors: [{ path: 'body.parts', message }] });
}
