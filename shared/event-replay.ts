import {
  DescribeArchiveCommand,
  DescribeReplayCommand,
  DescribeRuleCommand,
  EventBridgeClient,
  StartReplayCommand,
} from '@aws-sdk/client-eventbridge';

/** Of the rule that brings events into the feeds, and of the archive beside it. */
export const feedName = (stage: string) => `odavl-cloud-${stage}-feed`;

export interface Replayed {
  readonly name: string;
  /** Of the last event that was replayed; absent when there was none. */
  readonly lastEvent?: string;
}

/** As the credentials of the environment say. */
export const connectEvents = () => new EventBridgeClient({});

/**
 * Sends the archived events of a time once more to the rule of the feed alone, and waits until EventBridge has. What the feeds have
 * already changes nothing there.
 * @throws Error when the replay fails; the SDK's errors, e.g. for a stage that is not there
 */
export async function replayToFeed(call: {
  readonly deps: {
    readonly client: EventBridgeClient;
    readonly now: () => number;
    readonly pause: (ms: number) => Promise<unknown>;
  };
  readonly input: { readonly stage: string; readonly from: Date; readonly to: Date };
}): Promise<Replayed> {
  const { client, now, pause } = call.deps;
  const { stage, from, to } = call.input;
  const name = feedName(stage);
  const archive = await client.send(new DescribeArchiveCommand({ ArchiveName: name }));
  const bus = archive.EventSourceArn ?? '';
  const rule = await client.send(new DescribeRuleCommand({ Name: name, EventBusName: bus.split('/').at(-1) }));
  const ReplayName = `${name}-${now()}`;
  await client.send(
    new StartReplayCommand({
      ...{ ReplayName, EventSourceArn: archive.ArchiveArn, EventStartTime: from, EventEndTime: to },
      Destination: { Arn: bus, FilterArns: [rule.Arn ?? ''] },
    }),
  );
  for (;;) {
    const replay = await client.send(new DescribeReplayCommand({ ReplayName }));
    if (replay.State === 'COMPLETED') {
      const last = replay.EventLastReplayedTime;
      return { name: ReplayName, ...(last && { lastEvent: last.toISOString() }) };
    }
    if (replay.State !== 'STARTING' && replay.State !== 'RUNNING') {
      throw new Error(
        `The replay ${ReplayName} is ${replay.State}: ${replay.StateReason ?? 'EventBridge says no more'}`,
      );
    }
    await pause(2_000);
  }
}
