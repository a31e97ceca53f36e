import {
  CreateScheduleCommand,
  CreateScheduleGroupCommand,
  DeleteScheduleCommand,
  GetScheduleCommand,
  type GetScheduleCommandOutput,
  GetScheduleGroupCommand,
  type SchedulerClient,
  UpdateScheduleCommand,
} from '@aws-sdk/client-scheduler';
import type { AssemblyModel } from '../model.ts';
import { existing, sameJson } from './existing.ts';

type Schedule = AssemblyModel['schedules'][number];

export interface ScheduleName {
  readonly group: string;
  readonly name: string;
}

export async function provisionScheduleGroup(client: SchedulerClient, Name: string): Promise<void> {
  const found = await existing(client.send(new GetScheduleGroupCommand({ Name })), 'ResourceNotFoundException');
  if (!found) await client.send(new CreateScheduleGroupCommand({ Name }));
}

/** An unchanged schedule is left alone: an update would start the interval of a rate() anew. */
export async function provisionSchedule(client: SchedulerClient, { name: Name, properties }: Schedule): Promise<void> {
  const wanted = {
    ...properties,
    Name,
    StartDate: toDate(properties.StartDate),
    EndDate: toDate(properties.EndDate),
  };
  const { GroupName } = properties;
  const found = await existing(client.send(new GetScheduleCommand({ Name, GroupName })), 'ResourceNotFoundException');
  if (!found) await client.send(new CreateScheduleCommand(wanted));
  else if (!isSame(found, wanted)) await client.send(new UpdateScheduleCommand(wanted));
}

export async function removeSchedule(client: SchedulerClient, { group, name }: ScheduleName): Promise<void> {
  const removal = client.send(new DeleteScheduleCommand({ Name: name, GroupName: group }));
  await existing(removal, 'ResourceNotFoundException');
}

function isSame(found: GetScheduleCommandOutput, wanted: Record<string, unknown>): boolean {
  return sameJson(
    {
      expression: found.ScheduleExpression,
      timezone: found.ScheduleExpressionTimezone ?? 'UTC',
      state: found.State,
      target: found.Target,
      window: found.FlexibleTimeWindow,
      start: found.StartDate?.toISOString(),
      end: found.EndDate?.toISOString(),
    },
    {
      expression: wanted.ScheduleExpression,
      timezone: wanted.ScheduleExpressionTimezone ?? 'UTC',
      state: wanted.State,
      target: wanted.Target,
      window: wanted.FlexibleTimeWindow,
      start: wanted.StartDate instanceof Date ? wanted.StartDate.toISOString() : undefined,
      end: wanted.EndDate instanceof Date ? wanted.EndDate.toISOString() : undefined,
    },
  );
}

function toDate(text: string | undefined): Date | undefined {
  return text === undefined ? undefined : new Date(text);
}
