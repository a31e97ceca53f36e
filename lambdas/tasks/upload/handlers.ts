import { type Handlers, Reply } from '../../../shared/route.ts';
import type { TasksDeps } from '../deps.ts';
import { completeUpload } from './complete-upload.ts';
import type { uploadContract } from './contract.ts';
import { createUpload } from './create-upload.ts';
import { deleteUpload } from './delete-upload.ts';
import { listParts } from './list-parts.ts';
import { awaitUpload, listUploads } from './read-upload.ts';
import { createUploadStore } from './store.ts';
import { maxFormBytes } from './upload.ts';

type Deps = Pick<TasksDeps, 'dynamo' | 'table' | 'projects' | 'objects' | 'inspections' | 'now' | 'wait'>;

export function uploadHandlers(
  { dynamo, table, ...others }: Deps,
  rules = { maxFormBytes },
): Handlers<typeof uploadContract> {
  const deps = { ...others, ...rules, uploads: createUploadStore(dynamo, table) };
  return {
    createUpload: async ({ ctx, body }) => {
      const created = await createUpload({ ctx, deps, input: body });
      return new Reply(created, { location: `/v1/uploads/${created.uploadId}` });
    },
    listUploads: ({ ctx, query }) => listUploads({ ctx, deps, input: query }),
    getUpload: ({ ctx, params, query }) => awaitUpload({ ctx, deps, input: { ...params, ...query } }),
    listUploadParts: ({ ctx, params, query }) => listParts({ ctx, deps, input: { ...params, ...query } }),
    completeUpload: ({ ctx, params, body }) => completeUpload({ ctx, deps, input: { ...params, ...body } }),
    deleteUpload: ({ ctx, params }) => deleteUpload({ ctx, deps, input: params }),
  };
}
