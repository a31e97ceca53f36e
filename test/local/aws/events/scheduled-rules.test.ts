import { DisableRuleCommand, EnableRuleCommand, PutRuleCommand, PutTargetsCommand } from '@aws-sdk/client-eventbridge';
import { expect, test } from 'vitest';
import { FakeClock } from '../../fake-clock.ts';
import { stateDirectory } from '../outbound/state-directory.ts';
import { localEvents, queueArn } from './local-events.ts';

// https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-create-rule-schedule.html

const minute = 60_000;
type Local = Awaited<ReturnType<typeof localEvents>>;

async function schedule({ client }: Local, ScheduleExpression: string): Promise<void> {
  await client.send(new PutRuleCommand({ Name: 'tick', ScheduleExpression }));
  await client.send(new PutTargetsCommand({ Rule: 'tick', Targets: [{ Id: 'q', Arn: queueArn }] }));
}

test('a rate sends the scheduled event of AWS every period, beginning one period after the rule', async () => {
  const local = await localEvents();
  await schedule(local, 'rate(1 minute)');
  await local.clock.advanceSlowly(minute - 1);
  expect(local.deliveries).toEqual([]);
  await local.clock.advanceSlowly(2 * minute);
  expect(local.inputs()).toEqual(
    ['2026-03-01T12:01:00Z', '2026-03-01T12:02:00Z'].map((time) => ({
      version: '0',
      id: expect.any(String),
      'detail-type': 'Scheduled Event',
      source: 'aws.events',
      account: '000000000000',
      time,
      region: 'eu-central-1',
      resources: ['arn:aws:events:eu-central-1:000000000000:rule/tick'],
      detail: {},
    })),
  );
});

test('cron runs in UTC', async () => {
  const local = await localEvents();
  await schedule(local, 'cron(30 6 ? * MON *)');
  await local.clock.advanceSlowly(8 * 24 * 60 * minute);
  expect(local.inputs()).toMatchObject([{ time: '2026-03-02T06:30:00Z' }, { time: '2026-03-09T06:30:00Z' }]);
});

test('a disabled rule does not tick', async () => {
  const local = await localEvents();
  await schedule(local, 'rate(1 minute)');
  await local.client.send(new DisableRuleCommand({ Name: 'tick' }));
  await local.clock.advanceSlowly(5 * minute);
  expect(local.deliveries).toEqual([]);
  await local.client.send(new EnableRuleCommand({ Name: 'tick' }));
  await local.clock.advanceSlowly(minute);
  expect(local.deliveries).toHaveLength(1);
});

test('ticks that were missed while the runtime was down are one, at the next start', async () => {
  const directory = stateDirectory();
  const first = await localEvents({ directory });
  await schedule(first, 'rate(1 hour)');
  await first.stop();
  const second = await localEvents({ directory, clock: new FakeClock('2026-03-01T17:30:00Z') });
  // The template puts its rules again at every start.
  await schedule(second, 'rate(1 hour)');
  await second.clock.advanceSlowly(0);
  expect(second.inputs()).toMatchObject([{ time: '2026-03-01T13:00:00Z' }]);
  await second.clock.advanceSlowly(30 * minute);
  expect(second.inputs()).toMatchObject([{}, { time: '2026-03-01T18:00:00Z' }]);
});

test('another expression starts over', async () => {
  const local = await localEvents();
  await schedule(local, 'rate(1 hour)');
  await local.clock.advanceSlowly(10 * minute);
  await schedule(local, 'rate(5 minutes)');
  await local.clock.advanceSlowly(5 * minute);
  expect(local.inputs()).toMatchObject([{ time: '2026-03-01T12:15:00Z' }]);
});
