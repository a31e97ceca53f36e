import type { DatabaseSync } from 'node:sqlite';
import { z } from 'zod';
import { StoredSchedule } from './schedule.ts';

const Row = z.object({
  group_name: z.string(),
  name: z.string(),
  document: z.string(),
  next_at: z.number().nullable(),
});
const Due = z.object({ next_at: z.number().nullable() });

/** A schedule with where it lives and when it runs next. */
export interface NamedSchedule extends StoredSchedule {
  readonly group: string;
  readonly name: string;
  readonly nextAt?: number;
}

export type ScheduleStore = ReturnType<typeof createScheduleStore>;

export function createScheduleStore(database: DatabaseSync) {
  const put = database.prepare(
    'INSERT OR REPLACE INTO schedules (group_name, name, document, next_at) VALUES (?, ?, ?, ?)',
  );
  const find = database.prepare('SELECT * FROM schedules WHERE group_name = ? AND name = ?');
  const all = database.prepare('SELECT * FROM schedules ORDER BY group_name, name');
  const due = database.prepare('SELECT * FROM schedules WHERE next_at <= ? ORDER BY next_at');
  const earliest = database.prepare('SELECT MIN(next_at) AS next_at FROM schedules');
  const remove = database.prepare('DELETE FROM schedules WHERE group_name = ? AND name = ?');
  const removeGroup = database.prepare('DELETE FROM schedules WHERE group_name = ?');

  return {
    put({ group, name, nextAt, ...stored }: NamedSchedule): void {
      put.run(group, name, JSON.stringify(stored), nextAt ?? null);
    },
    find(group: string, name: string): NamedSchedule | undefined {
      const row = find.get(group, name);
      return row && named(row);
    },
    all: () => all.all().map(named),
    due: (now: number) => due.all(now).map(named),
    nextAt: (): number | undefined => Due.parse(earliest.get()).next_at ?? undefined,
    /** Says whether there was one. */
    remove: (group: string, name: string): boolean => remove.run(group, name).changes > 0,
    removeGroup(group: string): void {
      removeGroup.run(group);
    },
  };
}

function named(row: unknown): NamedSchedule {
  const { group_name: group, name, document, next_at: nextAt } = Row.parse(row);
  return { ...StoredSchedule.parse(JSON.parse(document)), group, name, ...(nextAt !== null && { nextAt }) };
}
