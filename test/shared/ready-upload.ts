import { createHash } from 'node:crypto';
import type { Table } from '../../shared/dynamo.ts';
import { newId } from '../../shared/id.ts';
import { uploadContentKey, uploadKey } from '../../shared/upload.ts';
import { craftZip } from './archive/craft-zip.ts';
import type { FakeObjects } from './fake-objects.ts';
import { start } from './make-context.ts';

export type Files = Readonly<Record<string, string>>;

/** As the tasks service leaves an upload of these files once it was inspected. @returns its id */
export async function readyUpload(
  { orgId, tasks, objects }: { readonly orgId: string; readonly tasks: Table; readonly objects: FakeObjects },
  files: Files,
  change: object = {},
): Promise<string> {
  const zip = craftZip(Object.entries(files).map(([name, data]) => ({ name, data })));
  const id = newId('upload', start);
  const content = { sha256: createHash('sha256').update(zip).digest('hex'), retentionDays: 7 };
  const availableUntil = new Date(start + 7 * 86_400_000).toISOString();
  await tasks.put({ ...uploadKey(orgId, id), id, ...content, status: 'ready', availableUntil, ...change });
  await objects.put(uploadContentKey(orgId, content), zip, { contentType: 'application/zip' });
  return id;
}
