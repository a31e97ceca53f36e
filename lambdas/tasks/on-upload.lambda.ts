import { tmpdir } from 'node:os';
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { defaultLimits } from '../../shared/archive/archive.ts';
import { createTable } from '../../shared/dynamo.ts';
import { parseEnv } from '../../shared/env.ts';
import { createLogger } from '../../shared/log.ts';
import { InspectUploadEnv } from './env.ts';
import { createUploadObjects } from './s3.ts';
import { inspectUpload } from './upload/inspect-upload.ts';
import { inspectionConsumer } from './upload/inspection-consumer.ts';
import { createUploadStore } from './upload/store.ts';

const env = parseEnv(InspectUploadEnv);
const dynamo = new DynamoDBClient({});
const log = createLogger({ service: 'tasks' });
const deps = {
  uploads: createUploadStore(dynamo, createTable(dynamo, env.TASKS_TABLE_NAME)),
  objects: createUploadObjects(env.UPLOADS_BUCKET_NAME),
  log,
  now: Date.now,
  workspace: tmpdir(),
  limits: defaultLimits,
};

export const handler = inspectionConsumer(log, (message) => inspectUpload(deps, message));
