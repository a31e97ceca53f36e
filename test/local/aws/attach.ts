import { onTestFinished } from 'vitest';
import type { AwsService } from '../../../local/aws/service.ts';
import { serve } from './serve.ts';

const config = {
  region: 'eu-central-1',
  credentials: { accessKeyId: 'test', secretAccessKey: 'test' },
  maxAttempts: 1,
} as const;

/** An SDK client before a service, for the time of one test. `stop` ends both earlier, e.g. for a restart. */
export async function attach<Client extends { destroy(): void }>(
  service: AwsService,
  connect: (options: typeof config & { endpoint: string }) => Client,
) {
  const server = await serve(service);
  const client = connect({ ...config, endpoint: server.endpoint });
  let isStopped = false;
  const stop = async () => {
    if (isStopped) return;
    isStopped = true;
    client.destroy();
    await server.close();
    await service.stop();
  };
  onTestFinished(stop);
  return { client, calls: server.calls, stop };
}
