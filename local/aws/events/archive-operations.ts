import { z } from 'zod';
import { inTransaction } from '../database.ts';
import type { JsonOperation } from '../json-service.ts';
import { page } from '../page.ts';
import { parseInput } from '../parse-input.ts';
import { AwsError } from '../service.ts';
import { access } from './access.ts';
import type { Archive } from './archive-store.ts';
import { archiveArn, busName } from './arn.ts';
import type { EventsContext } from './context.ts';
import type { BusEvent } from './event.ts';
import { compilePattern } from './pattern.ts';

const ArchiveName = z
  .string()
  .min(1)
  .max(48)
  .regex(/^[.\-_A-Za-z0-9]+$/);
const changeable = {
  Description: z.string().max(512).optional(),
  EventPattern: z.string().max(4096).optional(),
  RetentionDays: z.number().int().min(0).optional(),
};
const CreateArchive = z.strictObject({ ArchiveName, EventSourceArn: z.string().min(1), ...changeable });
const UpdateArchive = z.strictObject({ ArchiveName, ...changeable });
const OneArchive = z.strictObject({ ArchiveName });
const ListArchives = z.strictObject({
  NamePrefix: z.string().optional(),
  EventSourceArn: z.string().optional(),
  NextToken: z.string().optional(),
  Limit: z.number().int().min(1).max(100).optional(),
});

const dayMs = 86_400_000;

/** Stores an event in the archives of its bus that want it, and drops what their retention is over for. */
export function archive(context: EventsContext, bus: string, event: BusEvent, time: number): void {
  for (const { ArchiveName: name, EventPattern, RetentionDays } of context.archives.ofBus(bus)) {
    if (EventPattern && !context.matcher(EventPattern)(event)) continue;
    context.archives.addEvent(name, time, event);
    // 0 keeps them for ever.
    if (RetentionDays > 0) context.archives.forget(name, context.clock.now() - RetentionDays * dayMs);
  }
}

export function archiveOperations(context: EventsContext): Record<string, JsonOperation> {
  const onArchive = (action: string) => access(action, (input) => [archiveArn(String(input.ArchiveName))]);
  return {
    CreateArchive: {
      access: onArchive('CreateArchive'),
      run: (input) => createArchive(context, parseInput(CreateArchive, input)),
    },
    UpdateArchive: {
      access: onArchive('UpdateArchive'),
      run(input) {
        const { ArchiveName: name, ...changes } = parseInput(UpdateArchive, input);
        return saveArchive(context, { ...mustFindArchive(context, name), ...changes });
      },
    },
    DescribeArchive: {
      access: onArchive('DescribeArchive'),
      run: (input) => described(context, mustFindArchive(context, parseInput(OneArchive, input).ArchiveName)),
    },
    ListArchives: { access: access('ListArchives', () => ['*']), run: (input) => listArchives(context, input) },
    DeleteArchive: {
      access: onArchive('DeleteArchive'),
      run(input) {
        const { ArchiveName: name } = mustFindArchive(context, parseInput(OneArchive, input).ArchiveName);
        inTransaction(context.database, () => context.archives.remove(name));
      },
    },
  };
}

export function mustFindArchive(context: EventsContext, name: string): Archive {
  const found = context.archives.find(name);
  if (!found) throw new AwsError('ResourceNotFoundException', `Archive ${name} does not exist.`);
  return found;
}

function createArchive(context: EventsContext, input: z.infer<typeof CreateArchive>) {
  context.buses.mustFind(busName(input.EventSourceArn));
  if (context.archives.find(input.ArchiveName)) {
    throw new AwsError('ResourceAlreadyExistsException', `Archive ${input.ArchiveName} already exists.`);
  }
  const { RetentionDays = 0, ...members } = input;
  return saveArchive(context, { ...members, RetentionDays, CreationTime: context.clock.now() / 1000 });
}

function saveArchive(context: EventsContext, saved: Archive) {
  if (saved.EventPattern) compilePattern(saved.EventPattern);
  context.archives.put(saved, busName(saved.EventSourceArn));
  return { ArchiveArn: archiveArn(saved.ArchiveName), State: 'ENABLED', CreationTime: saved.CreationTime };
}

function listArchives(context: EventsContext, input: unknown) {
  const { NamePrefix = '', EventSourceArn: source, NextToken, Limit } = parseInput(ListArchives, input);
  const found = context.archives
    .all()
    .filter((each) => each.ArchiveName.startsWith(NamePrefix) && (!source || each.EventSourceArn === source));
  const { items, next } = page(found, { token: NextToken, limit: Limit, largest: 100 });
  return { Archives: items.map((each) => described(context, each)), NextToken: next };
}

function described(context: EventsContext, saved: Archive) {
  const { count, bytes } = context.archives.size(saved.ArchiveName);
  const ArchiveArn = archiveArn(saved.ArchiveName);
  return { ...saved, ArchiveArn, State: 'ENABLED', EventCount: count, SizeBytes: bytes };
}
