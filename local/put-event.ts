import { randomUUID } from 'node:crypto';
import { EventBridgeClient, ListEventBusesCommand, PutEventsCommand } from '@aws-sdk/client-eventbridge';
import { account } from './aws/service.ts';
import { rootCredentials } from './root-credentials.ts';

/** A running platform, as somebody at its machine reaches it. */
export interface RunningPlatform {
  readonly awsEndpoint: string;
  readonly stateDirectory: string;
}

/** Puts an event on the bus, as the service that owns it would: a CloudEvent in `detail`. */
export async function putEvent(
  { awsEndpoint, stateDirectory }: RunningPlatform,
  event: { readonly type: string; readonly orgId: string; readonly data: unknown },
): Promise<void> {
  const credentials = rootCredentials(stateDirectory);
  const client = new EventBridgeClient({ endpoint: awsEndpoint, region: account.region, credentials });
  try {
    const { EventBuses = [] } = await client.send(new ListEventBusesCommand({}));
    const EventBusName = EventBuses.map(({ Name }) => Name).find((name) => name !== 'default');
    const { type, orgId, data } = event;
    const occurredAt = new Date();
    const Detail = JSON.stringify({
      ...{ specversion: '1.0', id: `evt_${randomUUID()}`, source: `urn:odavl:${type.split('.')[0]}`, type },
      ...{ time: occurredAt.toISOString(), datacontenttype: 'application/json', orgid: orgId, data },
    });
    const Source = `odavl.${type.split('.')[0]}`;
    const Entries = [{ EventBusName, Source, DetailType: type, Detail, Time: occurredAt }];
    const { FailedEntryCount, Entries: refused } = await client.send(new PutEventsCommand({ Entries }));
    if (FailedEntryCount) throw new Error(`The bus refused ${type}: ${JSON.stringify(refused)}`);
  } finally {
    client.destroy();
  }
}
