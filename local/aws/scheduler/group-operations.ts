import type { DatabaseSync } from 'node:sqlite';
import { z } from 'zod';
import { inTransaction } from '../database.ts';
import { page } from '../page.ts';
import { parseInput } from '../parse-input.ts';
import type { RestOperation } from '../rest-service.ts';
import { AwsError, type Clock } from '../service.ts';
import type { SchedulerContext } from './context.ts';
import { Name, TagList } from './member.ts';
import { groupArn } from './schedule.ts';

const Group = z.object({ name: z.string(), createdAt: z.number() });
const Row = z.object({ document: z.string() });

/** Tags are taken and not kept: nothing here can read them. */
const CreateScheduleGroup = z.strictObject({ Name, ClientToken: z.string().optional(), Tags: TagList.optional() });
const OneGroup = z.strictObject({ Name, clientToken: z.string().optional() });
const ListScheduleGroups = z.strictObject({
  NamePrefix: z.string().optional(),
  NextToken: z.string().optional(),
  MaxResults: z.coerce.number().int().min(1).max(100).optional(),
});

export type Groups = ReturnType<typeof createGroups>;

export function createGroups(database: DatabaseSync, clock: Clock) {
  const insert = database.prepare('INSERT OR IGNORE INTO schedule_groups (name, document) VALUES (?, ?)');
  const select = database.prepare('SELECT document FROM schedule_groups WHERE name = ?');
  const all = database.prepare('SELECT document FROM schedule_groups ORDER BY name');
  const remove = database.prepare('DELETE FROM schedule_groups WHERE name = ?');
  const parse = (row: unknown) => Group.parse(JSON.parse(Row.parse(row).document));

  /** False when it exists already. */
  const create = (name: string) => insert.run(name, JSON.stringify({ name, createdAt: clock.now() })).changes > 0;

  function mustFind(name: string): z.infer<typeof Group> {
    const row = select.get(name);
    if (!row) throw new AwsError('ResourceNotFoundException', `Schedule group ${name} does not exist.`, 404);
    return parse(row);
  }

  create('default');
  return { create, mustFind, all: () => all.all().map(parse), remove: (name: string) => remove.run(name) };
}

const path = /^\/schedule-groups\/(?<Name>[^/]+)$/;
const onGroup = (action: string) => (input: Readonly<Record<string, unknown>>) => [
  { action: `scheduler:${action}`, resource: groupArn(String(input.Name)) },
];

export function groupOperations(context: SchedulerContext): Record<string, RestOperation> {
  return {
    CreateScheduleGroup: {
      method: 'POST',
      path,
      access: onGroup('CreateScheduleGroup'),
      run: (input) => createGroup(context, parseInput(CreateScheduleGroup, input)),
    },
    GetScheduleGroup: {
      method: 'GET',
      path,
      access: onGroup('GetScheduleGroup'),
      run: (input) => described(context.groups.mustFind(parseInput(OneGroup, input).Name)),
    },
    DeleteScheduleGroup: {
      method: 'DELETE',
      path,
      access: onGroup('DeleteScheduleGroup'),
      run: (input) => deleteGroup(context, parseInput(OneGroup, input).Name),
    },
    ListScheduleGroups: {
      method: 'GET',
      path: /^\/schedule-groups$/,
      access: () => [{ action: 'scheduler:ListScheduleGroups', resource: '*' }],
      run(input) {
        const { NamePrefix = '', NextToken, MaxResults } = parseInput(ListScheduleGroups, input);
        const found = context.groups.all().filter(({ name }) => name.startsWith(NamePrefix));
        const { items, next } = page(found, { token: NextToken, limit: MaxResults, largest: 100 });
        return { ScheduleGroups: items.map(described), NextToken: next };
      },
    },
  };
}

function createGroup(context: SchedulerContext, input: z.infer<typeof CreateScheduleGroup>) {
  const { ClientToken, ...members } = input;
  const request = JSON.stringify(['CreateScheduleGroup', members]);
  const reply = { ScheduleGroupArn: groupArn(input.Name) };
  if (context.clientTokens.isRepeated(ClientToken, request)) return reply;
  if (!context.groups.create(input.Name)) {
    throw new AwsError('ConflictException', `Schedule group ${input.Name} already exists.`, 409);
  }
  context.clientTokens.remember(ClientToken, request);
  return reply;
}

/** Its schedules go with it (https://docs.aws.amazon.com/scheduler/latest/APIReference/API_DeleteScheduleGroup.html). */
function deleteGroup(context: SchedulerContext, name: string): void {
  if (name === 'default') throw new AwsError('ValidationException', 'The default schedule group can not be deleted.');
  context.groups.mustFind(name);
  inTransaction(context.database, () => {
    context.schedules.removeGroup(name);
    context.groups.remove(name);
  });
  context.rescheduled();
}

function described(group: z.infer<typeof Group>) {
  const at = group.createdAt / 1000;
  const Arn = groupArn(group.name);
  return { Name: group.name, Arn, State: 'ACTIVE', CreationDate: at, LastModificationDate: at };
}
