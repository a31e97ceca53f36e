import {
  CreateScheduleCommand,
  CreateScheduleGroupCommand,
  DeleteScheduleCommand,
  DeleteScheduleGroupCommand,
  GetScheduleCommand,
  GetScheduleGroupCommand,
  ListScheduleGroupsCommand,
  ListSchedulesCommand,
  type ListSchedulesCommandInput,
  ListTagsForResourceCommand,
  UpdateScheduleCommand,
} from '@aws-sdk/client-scheduler';
import { expect, test } from 'vitest';
import { localScheduler, queueArn, RoleArn, schedule } from './local-scheduler.ts';

// https://docs.aws.amazon.com/scheduler/latest/APIReference/API_Operations.html

const prefix = 'arn:aws:scheduler:eu-central-1:000000000000';

test('a schedule is created, read, changed and deleted', async () => {
  const { client } = await localScheduler();
  const created = await client.send(new CreateScheduleCommand(schedule));
  expect(created.ScheduleArn).toBe(`${prefix}:schedule/default/job`);
  const read = await client.send(new GetScheduleCommand({ Name: 'job' }));
  expect(read).toMatchObject({
    ...schedule,
    Arn: created.ScheduleArn,
    GroupName: 'default',
    State: 'ENABLED',
    ScheduleExpressionTimezone: 'UTC',
    ActionAfterCompletion: 'NONE',
    CreationDate: new Date('2026-03-01T12:00:00Z'),
  });
  await client.send(new UpdateScheduleCommand({ ...schedule, State: 'DISABLED', Description: 'off' }));
  const changed = await client.send(new GetScheduleCommand({ Name: 'job' }));
  expect(changed).toMatchObject({ State: 'DISABLED', Description: 'off' });
  await client.send(new DeleteScheduleCommand({ Name: 'job' }));
  await expect(client.send(new GetScheduleCommand({ Name: 'job' }))).rejects.toMatchObject({
    name: 'ResourceNotFoundException',
    message: 'Schedule job does not exist.',
  });
  await expect(client.send(new DeleteScheduleCommand({ Name: 'job' }))).rejects.toThrow('does not exist');
  await expect(client.send(new UpdateScheduleCommand(schedule))).rejects.toThrow('does not exist');
});

test('a creation that is sent again succeeds; another one of the same name conflicts', async () => {
  const { client } = await localScheduler();
  const ClientToken = 'token-1';
  const first = await client.send(new CreateScheduleCommand({ ...schedule, ClientToken }));
  expect(await client.send(new CreateScheduleCommand({ ...schedule, ClientToken }))).toMatchObject({
    ScheduleArn: first.ScheduleArn,
  });
  for (const other of [{ ClientToken: 'token-2' }, { ClientToken, Description: 'other' }]) {
    await expect(client.send(new CreateScheduleCommand({ ...schedule, ...other }))).rejects.toMatchObject({
      name: 'ConflictException',
      message: 'Schedule job already exists.',
      $metadata: { httpStatusCode: 409 },
    });
  }
});

test('a group takes its schedules with it', async () => {
  const { client } = await localScheduler();
  await expect(client.send(new CreateScheduleCommand({ ...schedule, GroupName: 'team' }))).rejects.toMatchObject({
    name: 'ResourceNotFoundException',
    message: 'Schedule group team does not exist.',
  });
  const { ScheduleGroupArn } = await client.send(new CreateScheduleGroupCommand({ Name: 'team' }));
  expect(ScheduleGroupArn).toBe(`${prefix}:schedule-group/team`);
  await expect(client.send(new CreateScheduleGroupCommand({ Name: 'team' }))).rejects.toMatchObject({
    name: 'ConflictException',
  });
  await client.send(new CreateScheduleCommand({ ...schedule, GroupName: 'team' }));
  await client.send(new GetScheduleCommand({ Name: 'job', GroupName: 'team' }));
  const { ScheduleGroups } = await client.send(new ListScheduleGroupsCommand({}));
  expect(ScheduleGroups?.map(({ Name }) => Name)).toEqual(['default', 'team']);
  await client.send(new DeleteScheduleGroupCommand({ Name: 'team' }));
  await expect(client.send(new GetScheduleCommand({ Name: 'job', GroupName: 'team' }))).rejects.toThrow('not exist');
  await expect(client.send(new GetScheduleGroupCommand({ Name: 'team' }))).rejects.toThrow('not exist');
  await expect(client.send(new DeleteScheduleGroupCommand({ Name: 'default' }))).rejects.toMatchObject({
    name: 'ValidationException',
  });
});

test('schedules are listed by group, prefix and state, in pages', async () => {
  const { client } = await localScheduler();
  for (const Name of ['a1', 'a2', 'a3', 'b']) await client.send(new CreateScheduleCommand({ ...schedule, Name }));
  await client.send(new UpdateScheduleCommand({ ...schedule, Name: 'a2', State: 'DISABLED' }));
  const names = async (query: ListSchedulesCommandInput) => {
    const { Schedules, NextToken } = await client.send(new ListSchedulesCommand(query));
    return [Schedules?.map(({ Name }) => Name), NextToken];
  };
  expect(await names({ NamePrefix: 'a', MaxResults: 2 })).toEqual([['a1', 'a2'], '2']);
  expect(await names({ NamePrefix: 'a', MaxResults: 2, NextToken: '2' })).toEqual([['a3'], undefined]);
  expect(await names({ State: 'DISABLED' })).toEqual([['a2'], undefined]);
  expect(await names({ GroupName: 'other' })).toEqual([[], undefined]);
});

test.each([
  [{ ScheduleExpression: 'rate(1 second)' }, 'Invalid Schedule Expression rate(1 second).'],
  [{ ScheduleExpression: 'cron(0 8 * * * *)' }, 'exactly one of day-of-month and day-of-week must be ?'],
  [{ ScheduleExpressionTimezone: 'Mars/Olympus' }, 'Invalid time zone Mars/Olympus.'],
  [{ FlexibleTimeWindow: { Mode: 'FLEXIBLE' as const, MaximumWindowInMinutes: 5 } }, 'FlexibleTimeWindow.Mode'],
  [{ Target: { Arn: 'arn:aws:scheduler:::aws-sdk:sqs:sendMessage', RoleArn } }, 'Universal targets are not supported'],
  [{ Target: { Arn: `${queueArn}.fifo`, RoleArn } }, 'SqsParameters must be specified'],
  [{ Target: { Arn: queueArn, RoleArn, KinesisParameters: { PartitionKey: 'p' } } }, "'Target.KinesisParameters'"],
  [{ Name: 'a b' }, "Value at 'Name' failed to satisfy constraint"],
  [{ KmsKeyArn: 'arn:aws:kms:k' }, "does not support the parameter 'KmsKeyArn'"],
  [{ StartDate: new Date(2e12), EndDate: new Date(1e12) }, 'The EndDate must be after the StartDate.'],
])('CreateSchedule with %j is refused', async (members, message) => {
  const { client } = await localScheduler();
  await expect(client.send(new CreateScheduleCommand({ ...schedule, ...members }))).rejects.toMatchObject({
    name: 'ValidationException',
    message: expect.stringContaining(message),
  });
});

test('an operation that is not supported says so', async () => {
  const { client } = await localScheduler();
  const refused = client.send(new ListTagsForResourceCommand({ ResourceArn: `${prefix}:schedule-group/default` }));
  await expect(refused).rejects.toMatchObject({
    name: 'UnknownOperationException',
    message: expect.stringContaining('The local runtime does not support scheduler: GET /tags/'),
  });
});

test('permissions name the schedule, and the role that is passed on', async () => {
  const { client, calls } = await localScheduler();
  await client.send(new CreateScheduleCommand(schedule));
  await client.send(new DeleteScheduleCommand({ Name: 'job', GroupName: 'default' }));
  const resource = `${prefix}:schedule/default/job`;
  expect(calls).toEqual([
    { action: 'scheduler:CreateSchedule', resource },
    { action: 'iam:PassRole', resource: RoleArn, context: { 'iam:PassedToService': 'scheduler.amazonaws.com' } },
    { action: 'scheduler:DeleteSchedule', resource },
  ]);
});
