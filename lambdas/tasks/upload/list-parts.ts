import { type Context, requirePermission } from '../../../shared/context.ts';
import { AppError } from '../../../shared/errors.ts';
import type { UploadObjects } from '../s3.ts';
import type { UploadParts } from './contract.ts';
import { arrivalKey } from './place.ts';
import { type ReadDeps, readUpload } from './read-upload.ts';
import { partSizeBytes, partsPerPage, productOf, type StoredUpload } from './upload.ts';

/**
 * Where a hundred parts go, from this one on.
 * @throws AppError `not_found`, as `readUpload`; `conflict` for an upload that takes no parts, or none any more
 */
export async function listParts(call: {
  ctx: Context;
  deps: ReadDeps & { readonly objects: UploadObjects };
  input: { id: string; from: number };
}): Promise<UploadParts> {
  const { ctx, deps, input } = call;
  const upload = await readUpload({ ctx, deps, input });
  requirePermission(ctx, `${productOf(upload.purpose)}:write`);
  if (upload.status !== 'pending') throw new AppError('conflict', `The upload is ${upload.status}.`);
  return partsFrom(deps.objects, upload, input.from);
}

export async function partsFrom(objects: UploadObjects, upload: StoredUpload, from: number): Promise<UploadParts> {
  const { partCount, partsId } = upload;
  if (partCount === undefined || partsId === undefined) throw new AppError('conflict', 'This upload takes no parts.');
  const numbers = Array.from({ length: partCount }, (_, at) => at + 1).slice(from - 1, from - 1 + partsPerPage);
  const parts = await objects.partUrls(arrivalKey(upload), partsId, numbers);
  return { partSizeBytes, partCount, parts };
}
