import type { DatabaseSync } from 'node:sqlite';
import { z } from 'zod';
import type { JsonOperation } from '../json-service.ts';
import { page } from '../page.ts';
import { parseInput } from '../parse-input.ts';
import { AwsError, type Clock } from '../service.ts';
import { access } from './access.ts';
import { busArn, busName } from './arn.ts';
import type { RuleStore } from './rule-store.ts';
import { TagList, type Tags } from './tag-operations.ts';

const Bus = z.object({ name: z.string(), description: z.string().optional(), createdAt: z.number() });
type Bus = z.infer<typeof Bus>;
const Row = z.object({ document: z.string() });

const CreateEventBus = z.strictObject({
  Name: z
    .string()
    .min(1)
    .max(256)
    .regex(/^[/.\-_A-Za-z0-9]+$/),
  Description: z.string().max(512).optional(),
  Tags: TagList.optional(),
});
const ListEventBuses = z.strictObject({
  NamePrefix: z.string().optional(),
  NextToken: z.string().optional(),
  Limit: z.number().int().min(1).max(100).optional(),
});

export type Buses = ReturnType<typeof createBuses>;

export function createBuses(database: DatabaseSync, clock: Clock) {
  const insert = database.prepare('INSERT OR IGNORE INTO buses (name, document) VALUES (?, ?)');
  const select = database.prepare('SELECT document FROM buses WHERE name = ?');
  const all = database.prepare('SELECT document FROM buses ORDER BY name');
  const remove = database.prepare('DELETE FROM buses WHERE name = ?');
  const parse = (row: unknown) => Bus.parse(JSON.parse(Row.parse(row).document));

  /** False when it exists already. */
  function create(name: string, description?: string): boolean {
    const bus: Bus = { name, createdAt: clock.now(), ...(description && { description }) };
    return insert.run(name, JSON.stringify(bus)).changes > 0;
  }

  function find(name: string): Bus | undefined {
    const row = select.get(name);
    return row && parse(row);
  }

  function mustFind(name: string): Bus {
    const bus = find(name);
    if (!bus) throw new AwsError('ResourceNotFoundException', `Event bus ${name} does not exist.`);
    return bus;
  }

  create('default');
  return { create, find, mustFind, all: () => all.all().map(parse), remove: (name: string) => remove.run(name) };
}

export function busOperations(buses: Buses, rules: RuleStore, tags: Tags): Record<string, JsonOperation> {
  const onBus = (action: string) => access(action, ({ Name }) => [busArn(busName(Name))]);
  return {
    CreateEventBus: {
      access: onBus('CreateEventBus'),
      run(input) {
        const { Name, Description, Tags } = parseInput(CreateEventBus, input);
        if (!buses.create(Name, Description)) {
          throw new AwsError('ResourceAlreadyExistsException', `Event bus ${Name} already exists.`);
        }
        tags.add(busArn(Name), Tags);
        return { EventBusArn: busArn(Name), Description };
      },
    },
    DescribeEventBus: {
      access: onBus('DescribeEventBus'),
      run(input) {
        const { Name } = parseInput(z.strictObject({ Name: z.string().optional() }), input);
        return described(buses.mustFind(busName(Name)));
      },
    },
    ListEventBuses: {
      access: access('ListEventBuses', () => ['*']),
      run(input) {
        const { NamePrefix = '', NextToken, Limit } = parseInput(ListEventBuses, input);
        const found = buses.all().filter((bus) => bus.name.startsWith(NamePrefix));
        const { items, next } = page(found, { token: NextToken, limit: Limit, largest: 100 });
        return { EventBuses: items.map(described), NextToken: next };
      },
    },
    DeleteEventBus: { access: onBus('DeleteEventBus'), run: (input) => deleteBus(buses, rules, input) },
  };
}

function deleteBus(buses: Buses, rules: RuleStore, input: unknown): void {
  const name = busName(parseInput(z.strictObject({ Name: z.string() }), input).Name);
  if (name === 'default') throw new AwsError('ValidationException', 'Cannot delete event bus default.');
  if (rules.ofBus(name).length > 0) {
    throw new AwsError('ValidationException', `Event bus ${name} can't be deleted since it has rules.`);
  }
  buses.remove(name);
}

function described(bus: Bus) {
  const at = bus.createdAt / 1000;
  const { name: Name, description: Description } = bus;
  return { Name, Arn: busArn(Name), Description, CreationTime: at, LastModifiedTime: at };
}
