import { createHash } from 'node:crypto';
import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type * as z from 'zod';
import { createUploadObjects, type UploadObjects } from '../../../../lambdas/tasks/s3.ts';
import { CreatedUpload, uploadContract } from '../../../../lambdas/tasks/upload/contract.ts';
import { uploadHandlers } from '../../../../lambdas/tasks/upload/handlers.ts';
import { inspectUpload } from '../../../../lambdas/tasks/upload/inspect-upload.ts';
import { inspectionConsumer } from '../../../../lambdas/tasks/upload/inspection-consumer.ts';
import { createUploadStore } from '../../../../lambdas/tasks/upload/store.ts';
import { type InspectionMessage, Upload } from '../../../../lambdas/tasks/upload/upload.ts';
import { defaultLimits } from '../../../../shared/archive/archive.ts';
import { httpHandler } from '../../../../shared/http.ts';
import { newId } from '../../../../shared/id.ts';
import { createIdempotency } from '../../../../shared/idempotency.ts';
import { projectKey } from '../../../../shared/project.ts';
import { clientOf, createBucket, startS3 } from '../../../local/aws/s3/start.ts';
import { craftZip } from '../../../shared/archive/craft-zip.ts';
import { FakeLog } from '../../../shared/fake-log.ts';
import { type Asked, authenticated, bodyOf, HttpReply, httpEvent } from '../../../shared/http-event.ts';
import { unlimited } from '../../../shared/limits.ts';
import { startTables } from '../../../shared/table.ts';

export const projectId = newId('project', 1);

/** A small archive that is good; another for each word. */
export function goodZip(word = 'content'): Buffer {
  return craftZip([{ name: 'src/index.ts', data: `export const word = '${word}';` }]);
}

export function announce(content: Buffer, change: Record<string, unknown> = {}) {
  const sha256 = createHash('sha256').update(content).digest('hex');
  const contentType = 'application/zip';
  return { purpose: 'insight.analysis', projectId, contentType, sizeBytes: content.length, sha256, ...change };
}

/** The platform's upload routes and the inspecting function, on the real table engine and the real S3 of the local runtime. */
export async function startUploadWorld(rules?: { maxFormBytes: number }) {
  const [tables, s3] = await Promise.all([startTables(), startS3()]);
  const bucket = await createBucket(s3);
  // As the code makes it where it has none: a signed URL must not demand a checksum of the sender.
  const client = clientOf(s3.endpoint, { requestChecksumCalculation: 'WHEN_REQUIRED' });
  const objects = createUploadObjects(bucket, client);
  const workspace = mkdtempSync(join(tmpdir(), 'inspect-'));
  const messages: InspectionMessage[] = [];
  const log = new FakeLog();
  const store = createUploadStore(tables.client, tables.table);
  const now = () => s3.clock.now();

  const handlerWith = (change: Partial<UploadObjects> = {}, send?: () => Promise<void>) =>
    httpHandler(
      uploadContract,
      uploadHandlers(
        {
          ...{ dynamo: tables.client, table: tables.table, projects: tables.table, now },
          objects: { ...objects, ...change },
          inspections: { send: send ?? (async (_, message) => void messages.push(message)) },
          wait: async (ms) => s3.clock.advance(ms),
        },
        rules,
      ),
      { apiUrl: 'https://api.example', log, now, idempotency: createIdempotency(tables.table), limits: unlimited },
    );
  const handler = handlerWith();

  const scene = async (verdict: Record<string, unknown> = {}) => {
    const orgId = newId('organization', now());
    await tables.table.put({ ...projectKey(orgId, projectId), id: projectId });
    const ask = async (asked: Asked, as: Record<string, unknown> = {}, handle = handler) =>
      HttpReply.parse(await handle(httpEvent({ authorizer: authenticated({ orgId, ...verdict, ...as }), ...asked })));
    const create = async (body: object, as: Record<string, unknown> = {}) =>
      CreatedUpload.parse(ok(await ask({ routeKey: 'POST /v1/uploads', body }, as)));
    const complete = (id: string, body: object = {}, as = {}) =>
      ask({ routeKey: 'POST /v1/uploads/{id}/complete', params: { id }, body }, as);
    const read = async (id: string, query: Record<string, string> = {}) =>
      Upload.parse(ok(await ask({ routeKey: 'GET /v1/uploads/{id}', params: { id }, query })));
    return {
      ...{ orgId, ask, create, complete, read },
      /** From the announcement to the verdict. */
      async upload(content: Buffer, change: Record<string, unknown> = {}) {
        const created = await create(announce(content, change));
        if (created.status === 'pending') {
          await postForm(created, content);
          ok(await complete(created.uploadId));
          await inspectAll();
        }
        return read(created.uploadId);
      },
    };
  };

  /** The inspecting function with the messages that wait; replies how many failed. */
  const inspectAll = async (change: Partial<UploadObjects> = {}, limits = defaultLimits): Promise<number> => {
    const deps = { uploads: store, objects: { ...objects, ...change }, log, now, workspace, limits };
    const consume = inspectionConsumer(log, (message) => inspectUpload(deps, message));
    const { batchItemFailures } = await consume({
      Records: messages.splice(0).map((message, at) => record(message, at)),
    });
    return batchItemFailures.length;
  };

  return {
    ...{ tables, s3, bucket, client, objects, messages, log, store, now, scene, handlerWith, inspectAll },
    /** What an inspection left on the disk. */
    leftovers: () => readdirSync(workspace),
    async close() {
      client.destroy();
      rmSync(workspace, { recursive: true });
      await Promise.all([tables.close(), s3.stop()]);
    },
  };
}
export type UploadWorld = Awaited<ReturnType<typeof startUploadWorld>>;
export type Scene = Awaited<ReturnType<UploadWorld['scene']>>;

/** As a browser does it: the fields, then the file. */
export async function postForm(
  { url, fields }: CreatedUpload,
  content: Buffer,
  change: Readonly<Record<string, string>> = {},
): Promise<{ status: number; text: string }> {
  const form = new FormData();
  for (const [name, value] of Object.entries({ ...fields, ...change })) form.set(name, value);
  form.set('file', new globalThis.Blob([new Uint8Array(content)]));
  const reply = await fetch(url ?? '', { method: 'POST', body: form });
  return { status: reply.status, text: await reply.text() };
}

export function ok(reply: z.infer<typeof HttpReply>): unknown {
  if (reply.statusCode >= 300) throw new Error(`${reply.statusCode} ${reply.body}`);
  return reply.body === undefined ? undefined : bodyOf(reply);
}

function record(message: unknown, at: number) {
  return {
    ...{ messageId: `m${at}`, receiptHandle: '', body: JSON.stringify(message), attributes: attributes },
    ...{ messageAttributes: {}, md5OfBody: '', eventSource: 'aws:sqs', eventSourceARN: '', awsRegion: 'eu-central-1' },
  };
}

const attributes = {
  ...{ ApproximateReceiveCount: '1', SentTimestamp: '0', SenderId: '', ApproximateFirstReceiveTimestamp: '0' },
};
