import { createHash, randomBytes } from 'node:crypto';
import { expect } from 'vitest';
import * as z from 'zod';
import { craftZip } from '../../shared/archive/craft-zip.ts';
import { type Client, newProject } from '../client.ts';
import type { Scene } from './scene.ts';

const Part = z.object({ partNumber: z.int(), url: z.url() });
const Created = z.object({
  uploadId: z.string(),
  status: z.string(),
  url: z.url().optional(),
  fields: z.record(z.string(), z.string()).optional(),
  partSizeBytes: z.int().optional(),
  parts: z.array(Part).optional(),
});
type Created = z.infer<typeof Created>;
const Upload = z.object({ status: z.string() });

/** Content by a form and in parts, which is inspected; and content that does not come. */
export async function tryUploads(scene: Scene): Promise<void> {
  const { call, newBoss } = scene;
  const { client } = await newBoss();
  const announce = announcer(scene, client, await newProject(client));
  const small = craftZip([{ name: 'src/index.ts', data: 'export const answer = 42;\n' }]);
  const byForm = await announce(small);
  // Too early: S3 is asked, and has nothing.
  await call(client, 'POST /v1/uploads/{id}/complete', 409, { params: { id: byForm.uploadId }, body: {} });
  await sendForm(byForm, small);
  await complete(scene, client, byForm, {});
  expect((await announce(small)).status).toBe('ready');

  // More than a form may hold, of bytes that do not get smaller.
  const large = craftZip([{ name: 'noise.bin', data: randomBytes(101 * 1_024 ** 2), method: 0 }]);
  const inParts = await announce(large);
  const params = { id: inParts.uploadId };
  const { parts } = (await call(client, 'GET /v1/uploads/{id}/parts', 200, { params })).as(
    z.object({ parts: z.array(Part) }),
  );
  await complete(scene, client, inParts, { parts: await sendParts(parts, large, inParts.partSizeBytes ?? 0) });

  const never = await announce(Buffer.concat([large, Buffer.from('x')]));
  await call(client, 'GET /v1/uploads', 200);
  await call(client, 'DELETE /v1/uploads/{id}', 204, { params: { id: never.uploadId } });
}

function announcer({ call }: Scene, client: Client, projectId: string) {
  return async (content: Buffer): Promise<Created> => {
    const body = {
      ...{ purpose: 'insight.analysis', projectId, contentType: 'application/zip', sizeBytes: content.length },
      sha256: createHash('sha256').update(content).digest('hex'),
    };
    return (await call(client, 'POST /v1/uploads', 201, { body })).as(Created);
  };
}

async function sendForm({ url = '', fields = {} }: Created, content: Buffer): Promise<void> {
  const form = new FormData();
  for (const [name, value] of Object.entries(fields)) form.append(name, value);
  form.append('file', new Blob([new Uint8Array(content)]), 'source.zip');
  const reply = await fetch(url, { method: 'POST', body: form });
  expect([reply.status, await reply.text()]).toEqual([204, '']);
}

async function sendParts(parts: readonly z.infer<typeof Part>[], content: Buffer, size: number) {
  return Promise.all(
    parts.map(async ({ partNumber, url }) => {
      const body = new Uint8Array(content.subarray((partNumber - 1) * size, partNumber * size));
      const reply = await fetch(url, { method: 'PUT', body });
      expect([reply.status, await reply.text()]).toEqual([200, '']);
      return { partNumber, etag: reply.headers.get('etag') };
    }),
  );
}

async function complete({ call }: Scene, client: Client, { uploadId: id }: Created, body: object): Promise<void> {
  await call(client, 'POST /v1/uploads/{id}/complete', 202, { params: { id }, body });
  const read = { params: { id }, query: { waitSeconds: '20' } };
  const status = async () => (await call(client, 'GET /v1/uploads/{id}', 200, read)).as(Upload).status;
  await expect.poll(status, { timeout: 60_000 }).toBe('ready');
}
