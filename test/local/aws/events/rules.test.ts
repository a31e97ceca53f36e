import {
  CreateEventBusCommand,
  DeleteEventBusCommand,
  DeleteRuleCommand,
  DescribeEventBusCommand,
  DescribeRuleCommand,
  DisableRuleCommand,
  EnableRuleCommand,
  ListEventBusesCommand,
  ListRulesCommand,
  ListTagsForResourceCommand,
  PutEventsCommand,
  PutPermissionCommand,
  PutRuleCommand,
  RemoveTargetsCommand,
  TagResourceCommand,
  TestEventPatternCommand,
} from '@aws-sdk/client-eventbridge';
import { expect, test, vi } from 'vitest';
import { localEvents, order, ruleToQueue } from './local-events.ts';

// https://docs.aws.amazon.com/eventbridge/latest/APIReference/API_Operations.html

const prefix = 'arn:aws:events:eu-central-1:000000000000';
const pattern = JSON.stringify({ source: ['shop'] });

test('there is a default bus, and others come and go', async () => {
  const { client } = await localEvents();
  const created = await client.send(new CreateEventBusCommand({ Name: 'platform', Description: 'all of us' }));
  expect(created.EventBusArn).toBe(`${prefix}:event-bus/platform`);
  await expect(client.send(new CreateEventBusCommand({ Name: 'platform' }))).rejects.toMatchObject({
    name: 'ResourceAlreadyExistsException',
    message: 'Event bus platform already exists.',
  });
  const { EventBuses = [] } = await client.send(new ListEventBusesCommand({}));
  expect(EventBuses.map(({ Name }) => Name)).toEqual(['default', 'platform']);
  const described = await client.send(new DescribeEventBusCommand({ Name: created.EventBusArn }));
  expect(described).toMatchObject({ Name: 'platform', Description: 'all of us' });
  await client.send(new DeleteEventBusCommand({ Name: 'platform' }));
  await expect(client.send(new DescribeEventBusCommand({ Name: 'platform' }))).rejects.toMatchObject({
    name: 'ResourceNotFoundException',
    message: 'Event bus platform does not exist.',
  });
  await expect(client.send(new DeleteEventBusCommand({ Name: 'default' }))).rejects.toMatchObject({
    name: 'ValidationException',
    message: 'Cannot delete event bus default.',
  });
});

test('rules belong to their bus', async () => {
  const { client, deliveries } = await localEvents();
  await client.send(new CreateEventBusCommand({ Name: 'platform' }));
  const put = new PutRuleCommand({ Name: 'r', EventBusName: 'platform', EventPattern: pattern });
  expect((await client.send(put)).RuleArn).toBe(`${prefix}:rule/platform/r`);
  await expect(client.send(new DescribeRuleCommand({ Name: 'r' }))).rejects.toMatchObject({
    name: 'ResourceNotFoundException',
    message: 'Rule r does not exist on EventBus default.',
  });
  const described = await client.send(new DescribeRuleCommand({ Name: 'r', EventBusName: 'platform' }));
  expect(described).toMatchObject({ EventPattern: pattern, State: 'ENABLED', EventBusName: 'platform' });
  await ruleToQueue(client);
  await client.send(new PutEventsCommand({ Entries: [{ ...order(), EventBusName: 'platform' }, order({ id: 'x' })] }));
  await vi.waitFor(() => expect(deliveries.map(({ input }) => input)).toEqual([expect.stringContaining('"x"')]));
  await expect(client.send(new DeleteEventBusCommand({ Name: 'platform' }))).rejects.toThrow('has rules');
});

test('a disabled rule is silent until it is enabled', async () => {
  const { client, inputs } = await localEvents();
  await ruleToQueue(client);
  await client.send(new DisableRuleCommand({ Name: 'orders' }));
  await client.send(new PutEventsCommand({ Entries: [order({ id: 1 })] }));
  await client.send(new EnableRuleCommand({ Name: 'orders' }));
  await client.send(new PutEventsCommand({ Entries: [order({ id: 2 })] }));
  await vi.waitFor(() => expect(inputs()).toMatchObject([{ detail: { id: 2 } }]));
});

test('a rule with targets can not be deleted; without it can, twice', async () => {
  const { client } = await localEvents();
  await ruleToQueue(client);
  await expect(client.send(new DeleteRuleCommand({ Name: 'orders' }))).rejects.toMatchObject({
    name: 'ValidationException',
    message: "Rule can't be deleted since it has targets.",
  });
  const removed = await client.send(new RemoveTargetsCommand({ Rule: 'orders', Ids: ['queue', 'other'] }));
  expect(removed).toMatchObject({ FailedEntryCount: 1, FailedEntries: [{ TargetId: 'other' }] });
  await client.send(new DeleteRuleCommand({ Name: 'orders' }));
  await client.send(new DeleteRuleCommand({ Name: 'orders' }));
  expect((await client.send(new ListRulesCommand({}))).Rules).toEqual([]);
});

test.each([
  [{}, 'ValidationException', 'Parameter(s) EventPattern or ScheduleExpression must be specified.'],
  [{ EventPattern: '{"a": "b"}' }, 'InvalidEventPatternException', '"a" must be an object or an array'],
  [{ ScheduleExpression: 'rate(1 minutes)' }, 'ValidationException', 'Parameter ScheduleExpression is not valid.'],
  [{ ScheduleExpression: 'at(2026-01-01T00:00:00)' }, 'ValidationException', 'needs EventBridge Scheduler'],
  [
    { EventPattern: pattern, EventBusName: 'nowhere' },
    'ResourceNotFoundException',
    'Event bus nowhere does not exist.',
  ],
])('PutRule with %j is refused', async (members, name, message) => {
  const { client } = await localEvents();
  const refused = client.send(new PutRuleCommand({ Name: 'r', ...members }));
  await expect(refused).rejects.toMatchObject({ name, message: expect.stringContaining(message) });
});

test('only the default bus has schedules', async () => {
  const { client } = await localEvents();
  await client.send(new CreateEventBusCommand({ Name: 'b' }));
  const put = new PutRuleCommand({ Name: 'r', EventBusName: 'b', ScheduleExpression: 'rate(1 minute)' });
  await expect(client.send(put)).rejects.toThrow('ScheduleExpression is supported only on the default event bus.');
});

test('rules are listed by prefix and in pages', async () => {
  const { client } = await localEvents();
  for (const Name of ['a1', 'a2', 'a3', 'b']) await client.send(new PutRuleCommand({ Name, EventPattern: pattern }));
  const first = await client.send(new ListRulesCommand({ NamePrefix: 'a', Limit: 2 }));
  const second = await client.send(new ListRulesCommand({ NamePrefix: 'a', Limit: 2, NextToken: first.NextToken }));
  const names = [...(first.Rules ?? []), ...(second.Rules ?? [])].map(({ Name }) => Name);
  expect(names).toEqual(['a1', 'a2', 'a3']);
  expect(second.NextToken).toBeUndefined();
});

test('a pattern can be tried on an event', async () => {
  const { client } = await localEvents();
  const event = { id: '1', account: '1', source: 'shop', time: 't', region: 'r', resources: [], 'detail-type': 'd' };
  const attempt = (EventPattern: string, Event: unknown) =>
    client.send(new TestEventPatternCommand({ EventPattern, Event: JSON.stringify(Event) }));
  expect((await attempt(pattern, event)).Result).toBe(true);
  expect((await attempt(pattern, { ...event, source: 'x' })).Result).toBe(false);
  await expect(attempt('{}', event)).rejects.toMatchObject({ name: 'InvalidEventPatternException' });
  await expect(attempt(pattern, { source: 'shop' })).rejects.toThrow('id is a required argument.');
});

test('tags are kept', async () => {
  const { client } = await localEvents();
  const ResourceARN = `${prefix}:rule/r`;
  await client.send(new TagResourceCommand({ ResourceARN, Tags: [{ Key: 'team', Value: 'a' }] }));
  const { Tags } = await client.send(new ListTagsForResourceCommand({ ResourceARN }));
  expect(Tags).toEqual([{ Key: 'team', Value: 'a' }]);
});

test('an operation that is not supported says so by name', async () => {
  const { client } = await localEvents();
  const refused = client.send(
    new PutPermissionCommand({ Principal: '*', Action: 'events:PutEvents', StatementId: 's' }),
  );
  await expect(refused).rejects.toMatchObject({
    name: 'UnknownOperationException',
    message: 'The local runtime does not support events:PutPermission.',
  });
});

test('permissions name the rule; who gives a role must be allowed to pass it', async () => {
  const { client, calls } = await localEvents();
  const RoleArn = 'arn:aws:iam::000000000000:role/r';
  await client.send(new PutRuleCommand({ Name: 'r', EventPattern: pattern, RoleArn }));
  expect(calls).toEqual([
    { action: 'events:PutRule', resource: `${prefix}:rule/r` },
    { action: 'iam:PassRole', resource: RoleArn, context: { 'iam:PassedToService': 'events.amazonaws.com' } },
  ]);
});
