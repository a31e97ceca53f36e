import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { onTestFinished } from 'vitest';
import { type Clients, createClients, destroyClients } from '../../../../local/assembly/provision/clients.ts';
import type { ProvisionOptions } from '../../../../local/assembly/provision/provision.ts';
import { createDynamoDb } from '../../../../local/aws/dynamodb/service.ts';
import { Credentials } from '../../../../local/aws/edge/credentials.ts';
import { createEdge } from '../../../../local/aws/edge.ts';
import { createEvents } from '../../../../local/aws/events/events.ts';
import { Policies } from '../../../../local/aws/iam/policies.ts';
import { createS3 } from '../../../../local/aws/s3/create-s3.ts';
import { createScheduler } from '../../../../local/aws/scheduler/scheduler.ts';
import { createSecretsManager } from '../../../../local/aws/secrets-manager/secrets-manager.ts';
import { type AwsService, systemClock as clock } from '../../../../local/aws/service.ts';
import { createSes } from '../../../../local/aws/ses/ses.ts';
import { createSqs } from '../../../../local/aws/sqs/sqs.ts';

export interface World {
  readonly options: ProvisionOptions;
  readonly clients: Clients;
  /** Which operations were called since the last look, without those that only read. */
  writes(): string[];
}

const deliver = async () => {};

/** The embedded services behind an edge, with their state in this folder. */
export async function openWorld(folder: string): Promise<World> {
  let endpoint = '';
  const at = (name: string) => {
    mkdirSync(join(folder, name), { recursive: true });
    return join(folder, name);
  };
  const credentials = new Credentials('seed');
  const services: AwsService[] = await Promise.all([
    createDynamoDb({ stateDirectory: at('dynamodb'), clock }),
    createSqs({ stateDirectory: at('sqs'), clock, endpoint: () => endpoint }),
    createS3({ stateDirectory: at('s3'), clock, credentials: (id) => credentials.find(id) }),
    createEvents({ stateDirectory: at('events'), clock, deliver }),
    createScheduler({ stateDirectory: at('scheduler'), clock, deliver }),
    createSecretsManager({ stateDirectory: at('secrets'), clock }),
    createSes({ outboxDirectory: at('ses'), clock }),
  ]);
  const calls: string[] = [];
  const onCall = ({ operation }: { operation: string }) => calls.push(operation);
  const edge = createEdge({ services, credentials, policies: new Policies([]), onCall });
  ({ endpoint } = await edge.listen(0));
  const options = {
    endpoint,
    credentials: credentials.issue({ kind: 'root' }),
    kms: true,
    ledgerFile: join(folder, 'ledger.json'),
  };
  const clients = createClients(options);
  onTestFinished(async () => {
    destroyClients(clients);
    await edge.close();
    await Promise.all(services.map((service) => service.stop()));
  });
  const writes = () => calls.splice(0).filter((name) => !/^(Describe|Get|List|Head)/.test(name));
  return { options, clients, writes };
}
