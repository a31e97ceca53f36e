import { z } from 'zod';
import { inTransaction } from '../database.ts';
import { page } from '../page.ts';
import { parseInput } from '../parse-input.ts';
import type { RestOperation } from '../rest-service.ts';
import { type Access, AwsError } from '../service.ts';
import type { SchedulerContext } from './context.ts';
import { Name } from './member.ts';
import { expressionOf, firstRun, Schedule, type StoredSchedule, scheduleArn } from './schedule.ts';
import type { NamedSchedule } from './schedule-store.ts';

const PutSchedule = Schedule.extend({
  Name,
  GroupName: Name.default('default'),
  ClientToken: z.string().min(1).max(64).optional(),
});
type PutSchedule = z.infer<typeof PutSchedule>;
/** The query spells the group `groupName`, the body `GroupName`. */
const OneSchedule = z.strictObject({
  Name,
  groupName: Name.default('default'),
  clientToken: z.string().optional(),
});
const ListSchedules = z.strictObject({
  ScheduleGroup: z.string().optional(),
  NamePrefix: z.string().optional(),
  State: z.enum(['ENABLED', 'DISABLED']).optional(),
  NextToken: z.string().optional(),
  MaxResults: z.coerce.number().int().min(1).max(100).optional(),
});

const path = /^\/schedules\/(?<Name>[^/]+)$/;

export function scheduleOperations(context: SchedulerContext): Record<string, RestOperation> {
  return {
    CreateSchedule: {
      method: 'POST',
      path,
      access: withRole('CreateSchedule'),
      run: (input) => createSchedule(context, parseInput(PutSchedule, input)),
    },
    UpdateSchedule: {
      method: 'PUT',
      path,
      access: withRole('UpdateSchedule'),
      run: (input) => updateSchedule(context, parseInput(PutSchedule, input)),
    },
    GetSchedule: {
      method: 'GET',
      path,
      access: onSchedule('GetSchedule'),
      run: (input) => described(mustFind(context, parseInput(OneSchedule, input))),
    },
    DeleteSchedule: {
      method: 'DELETE',
      path,
      access: onSchedule('DeleteSchedule'),
      run(input) {
        const { group, name } = mustFind(context, parseInput(OneSchedule, input));
        context.schedules.remove(group, name);
        context.rescheduled();
      },
    },
    ListSchedules: {
      method: 'GET',
      path: /^\/schedules$/,
      access: () => [{ action: 'scheduler:ListSchedules', resource: '*' }],
      run: (input) => listSchedules(context, input),
    },
  };
}

function onSchedule(action: string): RestOperation['access'] {
  return ({ Name: name, GroupName, groupName }) => {
    const group = String(GroupName ?? groupName ?? 'default');
    return [{ action: `scheduler:${action}`, resource: scheduleArn(group, String(name)) }];
  };
}

/** Whoever hands a role to Scheduler must be allowed to pass it on (https://docs.aws.amazon.com/scheduler/latest/UserGuide/setting-up.html). */
function withRole(action: string): RestOperation['access'] {
  const Passed = z.object({ Target: z.object({ RoleArn: z.string() }) });
  return (input) => {
    const passed = Passed.safeParse(input);
    const context = { 'iam:PassedToService': 'scheduler.amazonaws.com' };
    const passRole: Access[] = passed.success
      ? [{ action: 'iam:PassRole', resource: passed.data.Target.RoleArn, context }]
      : [];
    return [...onSchedule(action)(input), ...passRole];
  };
}

function mustFind(context: SchedulerContext, key: { Name: string; groupName: string }): NamedSchedule {
  const found = context.schedules.find(key.groupName, key.Name);
  if (!found) throw new AwsError('ResourceNotFoundException', `Schedule ${key.Name} does not exist.`, 404);
  return found;
}

function createSchedule(context: SchedulerContext, input: PutSchedule) {
  const { Name: name, GroupName: group, ClientToken, ...schedule } = input;
  const request = JSON.stringify(['CreateSchedule', group, name, schedule]);
  const reply = { ScheduleArn: scheduleArn(group, name) };
  if (context.clientTokens.isRepeated(ClientToken, request)) return reply;
  context.groups.mustFind(group);
  if (context.schedules.find(group, name)) {
    throw new AwsError('ConflictException', `Schedule ${name} already exists.`, 409);
  }
  const now = context.clock.now();
  inTransaction(context.database, () => {
    store(context, { group, name, ...stored(schedule, now, now) });
    context.clientTokens.remember(ClientToken, request);
  });
  context.rescheduled();
  return reply;
}

/** Replaces every member; those left out get their defaults (https://docs.aws.amazon.com/scheduler/latest/APIReference/API_UpdateSchedule.html). */
function updateSchedule(context: SchedulerContext, input: PutSchedule) {
  const { Name: name, GroupName: group, ClientToken: _token, ...schedule } = input;
  const before = mustFind(context, { Name: name, groupName: group });
  const after = stored(schedule, context.clock.now(), before.createdAt);
  // A restart puts the same schedules again: that must neither shift a rate nor forget a run that is overdue.
  if (hasSameTimes(before.schedule, schedule)) {
    context.schedules.put({ ...before, ...after, anchor: before.anchor });
  } else {
    store(context, { group, name, ...after });
  }
  context.rescheduled();
  return { ScheduleArn: scheduleArn(group, name) };
}

function hasSameTimes(a: Schedule, b: Schedule): boolean {
  const times = ({ Target: _target, Description: _description, ...rest }: Schedule) => JSON.stringify(rest);
  return times(a) === times(b);
}

function stored(schedule: Schedule, now: number, createdAt: number): StoredSchedule {
  expressionOf(schedule);
  if (schedule.Target.Arn.endsWith('.fifo') && !schedule.Target.SqsParameters?.MessageGroupId) {
    throw new AwsError('ValidationException', 'SqsParameters must be specified for a FIFO queue.');
  }
  if (schedule.Target.DeadLetterConfig?.Arn?.endsWith('.fifo')) {
    throw new AwsError('ValidationException', 'A dead-letter queue must be a standard queue.');
  }
  const { StartDate, EndDate } = schedule;
  if (StartDate !== undefined && EndDate !== undefined && StartDate >= EndDate) {
    throw new AwsError('ValidationException', 'The EndDate must be after the StartDate.');
  }
  return { schedule, createdAt, modifiedAt: now, anchor: StartDate === undefined ? now : StartDate * 1000 };
}

function store(context: SchedulerContext, named: Omit<NamedSchedule, 'nextAt'>): void {
  const nextAt = firstRun(named, context.clock.now());
  context.schedules.put({ ...named, ...(nextAt !== undefined && { nextAt }) });
}

function listSchedules(context: SchedulerContext, input: unknown) {
  const query = parseInput(ListSchedules, input);
  const found = context.schedules.all().filter(({ group, name, schedule }) => {
    const isInGroup = query.ScheduleGroup === undefined || group === query.ScheduleGroup;
    const isInState = query.State === undefined || schedule.State === query.State;
    return isInGroup && isInState && name.startsWith(query.NamePrefix ?? '');
  });
  const { items, next } = page(found, { token: query.NextToken, limit: query.MaxResults, largest: 100 });
  const Schedules = items.map((each) => {
    const { Name: name, Arn, GroupName, State, CreationDate, LastModificationDate } = described(each);
    const target = { Arn: each.schedule.Target.Arn };
    return { Name: name, Arn, GroupName, State, CreationDate, LastModificationDate, Target: target };
  });
  return { Schedules, NextToken: next };
}

function described({ group, name, schedule, createdAt, modifiedAt }: NamedSchedule) {
  const Arn = scheduleArn(group, name);
  const dates = { CreationDate: createdAt / 1000, LastModificationDate: modifiedAt / 1000 };
  return { ...schedule, ...dates, Name: name, GroupName: group, Arn };
}
