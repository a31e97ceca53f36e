import { SQSClient } from '@aws-sdk/client-sqs';
import { expect, test } from 'vitest';
import { jsonBody, jsonError, jsonReply } from '../../../local/aws/json-protocol.ts';
import type { AwsService } from '../../../local/aws/service.ts';
import { newId } from '../../../shared/id.ts';
import { createTaskQueue } from '../../../shared/task/queue.ts';
import { TaskMessage } from '../../../shared/task/task.ts';
import { serve } from '../../local/aws/serve.ts';

test('a message names its task, is fair between organizations, and may wait', async () => {
  const sent: Record<string, unknown>[] = [];
  const service: AwsService = {
    signingName: 'sqs',
    accesses: async () => [],
    handle: async (request) => {
      sent.push(jsonBody(request));
      return jsonReply({ MessageId: 'm1' });
    },
    renderError: (error) => jsonError(error),
    stop: async () => {},
  };
  const { endpoint, close } = await serve(service);
  const credentials = { accessKeyId: 'local', secretAccessKey: 'local' };
  const client = new SQSClient({ endpoint, region: 'eu-central-1', credentials, md5: false });
  const queue = createTaskQueue(client, { 'guardian.test': `${endpoint}/000000000000/tests` });
  const task = { orgId: 'org_1', id: newId('task', 0), type: 'guardian.test' } as const;
  await queue.send(task);
  await queue.send(task, 30);
  client.destroy();
  await close();
  const message = { QueueUrl: `${endpoint}/000000000000/tests`, MessageGroupId: 'org_1' };
  expect(sent).toMatchObject([message, { ...message, DelaySeconds: 30 }]);
  expect(sent[0]).not.toHaveProperty('DelaySeconds');
  expect(TaskMessage.parse(JSON.parse(String(sent[0]?.MessageBody)))).toEqual({ orgId: 'org_1', taskId: task.id });
});
