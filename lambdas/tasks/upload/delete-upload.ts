import { type Context, requirePermission } from '../../../shared/context.ts';
import type { UploadObjects } from '../s3.ts';
import { arrivalKey } from './place.ts';
import { type ReadDeps, readUpload } from './read-upload.ts';
import { productOf } from './upload.ts';

/**
 * Ends an upload that still takes bytes, and forgets any. Content may be that of other uploads, so it stays until its time is
 * over. An inspection that runs finds nothing to write its verdict to.
 * @throws AppError `not_found`, `forbidden`
 */
export async function deleteUpload(call: {
  ctx: Context;
  deps: ReadDeps & { readonly objects: UploadObjects };
  input: { id: string };
}): Promise<undefined> {
  const { ctx, deps, input } = call;
  const upload = await readUpload({ ctx, deps, input });
  requirePermission(ctx, `${productOf(upload.purpose)}:write`);
  const isOpen = upload.status === 'pending' || upload.status === 'expired';
  if (isOpen && upload.partsId !== undefined) await deps.objects.abandonParts(arrivalKey(upload), upload.partsId);
  await deps.uploads.delete(upload);
}
