import { SQSClient } from '@aws-sdk/client-sqs';
import { jsonBody, jsonError, jsonReply } from '../../../local/aws/json-protocol.ts';
import type { AwsService } from '../../../local/aws/service.ts';
import { serve } from '../../local/aws/serve.ts';

/** A client of a queue service that takes everything, and what it was asked for. */
export async function recordedSqs() {
  const asked: Record<string, unknown>[] = [];
  const service: AwsService = {
    signingName: 'sqs',
    accesses: async () => [],
    handle: async (request) => {
      asked.push(jsonBody(request));
      return jsonReply({ MessageId: 'm1' });
    },
    renderError: (error) => jsonError(error),
    stop: async () => {},
  };
  const { endpoint, close } = await serve(service);
  const credentials = { accessKeyId: 'local', secretAccessKey: 'local' };
  const client = new SQSClient({ endpoint, region: 'eu-central-1', credentials, md5: false });
  const urlOf = (name: string) => `${endpoint}/000000000000/${name}`;
  return {
    ...{ client, asked, urlOf },
    close: async () => {
      client.destroy();
      await close();
    },
  };
}
