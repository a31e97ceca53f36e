import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { jsonBody, jsonError, jsonReply, operationOf } from '../json-protocol.ts';
import { AwsError, type AwsRequest, type AwsService, type Clock } from '../service.ts';
import { accessesOf } from './access/accesses.ts';
import { createHandlers } from './handlers.ts';
import { startJanitor } from './janitor.ts';
import { openDisk } from './storage/disk.ts';
import { TableLocks } from './storage/table-locks.ts';

/**
 * DynamoDB in this process. Expressions, validation and key order are dynalite's; storage is one LevelDB in
 * `stateDirectory`, where every request is one atomic batch, so a kill at any moment leaves whole requests.
 * Rejects when another process holds the folder.
 */
export async function createDynamoDb(options: { stateDirectory: string; clock: Clock }): Promise<AwsService> {
  await mkdir(options.stateDirectory, { recursive: true });
  const disk = await openDisk(join(options.stateDirectory, 'leveldb'));
  const locks = new TableLocks();
  const handlers = createHandlers(disk, locks, options.clock);
  const janitor = startJanitor(disk, locks, options.clock);

  function handlerOf(request: AwsRequest) {
    const operation = operationOf(request);
    const handler = handlers.get(operation);
    if (handler) return { operation, handler };
    throw new AwsError('UnknownOperationException', `The local DynamoDB does not support ${operation}.`);
  }

  return {
    signingName: 'dynamodb',
    accesses: async (request) => accessesOf(disk, handlerOf(request).operation, jsonBody(request)),
    handle: async (request) => jsonReply(await handlerOf(request).handler(jsonBody(request))),
    renderError: (error) => jsonError(error),
    stop: async () => {
      await janitor.stop();
      await disk.close();
    },
  };
}
