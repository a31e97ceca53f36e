import type { Context } from '../../../shared/context.ts';
import type { Table } from '../../../shared/dynamo.ts';
import { AppError } from '../../../shared/errors.ts';
import type { Page } from '../../../shared/page.ts';
import { usableProjects } from '../../../shared/project.ts';
import type { UploadStore } from './store.ts';
import { productOf, type StoredUpload, UploadPurpose, type UploadStatus, viewUpload } from './upload.ts';

export interface ReadDeps {
  readonly uploads: UploadStore;
  /** Where projects say who may use them. */
  readonly projects: Table;
}

/** @throws AppError `not_found`, also for an upload of a product that the credential may not read, or of a project that it may not use */
export async function readUpload(call: { ctx: Context; deps: ReadDeps; input: { id: string } }): Promise<StoredUpload> {
  const { ctx, deps, input } = call;
  const upload = await deps.uploads.get(ctx.orgId, input.id);
  const visible = upload && (await onlyVisible(ctx, deps.projects, [upload]));
  if (!visible?.[0]) throw new AppError('not_found', `There is no upload ${input.id}.`);
  return viewUpload(visible[0], ctx.now);
}

/** Newest first: those of the products that the caller may read, and of the projects that they may use. */
export async function listUploads(call: {
  ctx: Context;
  deps: ReadDeps;
  input: { limit: number; cursor?: string; projectId?: string; status?: UploadStatus };
}): Promise<Page<StoredUpload>> {
  const { ctx, deps, input } = call;
  const purposes = UploadPurpose.options.filter((purpose) => ctx.permissions.has(`${productOf(purpose)}:read`));
  if (purposes.length === 0) return { items: [] };
  const keep = (items: StoredUpload[]) => onlyVisible(ctx, deps.projects, items);
  const page = await deps.uploads.list(ctx.orgId, { ...input, purposes, now: ctx.now, keep });
  return { ...page, items: page.items.map((upload) => viewUpload(upload, ctx.now)) };
}

/** An upload of no project is there for everybody in the organization, but for credentials that are restricted to projects. */
async function onlyVisible(ctx: Context, projects: Table, uploads: readonly StoredUpload[]): Promise<StoredUpload[]> {
  const readable = uploads.filter(({ purpose }) => ctx.permissions.has(`${productOf(purpose)}:read`));
  const ids = readable.flatMap(({ projectId }) => projectId ?? []);
  const usable = await usableProjects(projects, ctx, ids);
  return readable.filter(({ projectId }) => (projectId === undefined ? !ctx.projects : usable.has(projectId)));
}

/** First often, because most inspections end soon; then once a second, because a read costs money. */
const pollMs = [100, 200, 400, 800, 1_000];

/**
 * Waits while the upload is being inspected, at most `waitSeconds`.
 * @throws AppError `not_found`, as `readUpload`, and when it is deleted meanwhile
 */
export async function awaitUpload(call: {
  ctx: Context;
  deps: ReadDeps & { readonly now: () => number; readonly wait: (ms: number) => Promise<void> };
  input: { id: string; waitSeconds: number };
}): Promise<StoredUpload> {
  const { ctx, deps, input } = call;
  const deadline = ctx.now + input.waitSeconds * 1_000;
  let upload = await readUpload({ ctx, deps, input });
  for (let polls = 0; ; polls += 1) {
    const left = deadline - deps.now();
    if (upload.status !== 'inspecting' || left <= 0) return upload;
    await deps.wait(Math.min(left, pollMs[polls] ?? 1_000));
    // Whether the caller may see it was asked once; that does not change within seconds.
    const now = await deps.uploads.get(ctx.orgId, input.id);
    if (!now) throw new AppError('not_found', `There is no upload ${input.id}.`);
    upload = viewUpload(now, deps.now());
  }
}
