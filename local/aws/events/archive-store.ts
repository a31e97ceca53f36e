import type { DatabaseSync } from 'node:sqlite';
import { z } from 'zod';
import { BusEvent } from './event.ts';

/** https://docs.aws.amazon.com/eventbridge/latest/APIReference/API_DescribeArchive.html */
export const Archive = z.object({
  ArchiveName: z.string(),
  EventSourceArn: z.string(),
  Description: z.string().optional(),
  EventPattern: z.string().optional(),
  RetentionDays: z.number(),
  CreationTime: z.number(),
});
export type Archive = z.infer<typeof Archive>;

export const Replay = z.object({
  ReplayName: z.string(),
  Description: z.string().optional(),
  EventSourceArn: z.string(),
  Destination: z.object({ Arn: z.string(), FilterArns: z.array(z.string()).optional() }),
  EventStartTime: z.number(),
  EventEndTime: z.number(),
  ReplayStartTime: z.number(),
  ReplayEndTime: z.number(),
  EventLastReplayedTime: z.number().optional(),
});
export type Replay = z.infer<typeof Replay>;

const DocumentRow = z.object({ document: z.string() });
const EventRow = z.object({ at: z.number(), event: z.string() });
const Size = z.object({ count: z.number(), bytes: z.number() });

export type ArchiveStore = ReturnType<typeof createArchiveStore>;

/** Archives, what they hold, and the replays that were made of them. */
export function createArchiveStore(database: DatabaseSync) {
  const put = database.prepare('INSERT OR REPLACE INTO archives (name, bus, document) VALUES (?, ?, ?)');
  const find = database.prepare('SELECT document FROM archives WHERE name = ?');
  const all = database.prepare('SELECT document FROM archives ORDER BY name');
  const ofBus = database.prepare('SELECT document FROM archives WHERE bus = ?');
  const remove = database.prepare('DELETE FROM archives WHERE name = ?');
  const addEvent = database.prepare('INSERT INTO archived_events (archive, at, event) VALUES (?, ?, ?)');
  const forget = database.prepare('DELETE FROM archived_events WHERE archive = ? AND at < ?');
  const size = database.prepare(
    'SELECT COUNT(*) AS count, COALESCE(SUM(LENGTH(CAST(event AS BLOB))), 0) AS bytes FROM archived_events WHERE archive = ?',
  );
  const between = database.prepare(
    'SELECT at, event FROM archived_events WHERE archive = ? AND at >= ? AND at <= ? ORDER BY at, rowid',
  );
  const putReplay = database.prepare('INSERT INTO replays (name, document) VALUES (?, ?)');
  const findReplay = database.prepare('SELECT document FROM replays WHERE name = ?');
  const allReplays = database.prepare('SELECT document FROM replays ORDER BY name');
  const archiveOf = (row: unknown) => Archive.parse(JSON.parse(DocumentRow.parse(row).document));
  const replayOf = (row: unknown) => Replay.parse(JSON.parse(DocumentRow.parse(row).document));

  return {
    put(archive: Archive, bus: string): void {
      put.run(archive.ArchiveName, bus, JSON.stringify(archive));
    },
    find(name: string): Archive | undefined {
      const row = find.get(name);
      return row && archiveOf(row);
    },
    all: () => all.all().map(archiveOf),
    ofBus: (bus: string) => ofBus.all(bus).map(archiveOf),
    remove(name: string): void {
      remove.run(name);
      forget.run(name, Number.MAX_SAFE_INTEGER);
    },
    addEvent(archive: string, at: number, event: BusEvent): void {
      addEvent.run(archive, at, JSON.stringify(event));
    },
    /** Drops the events of an archive from before an instant. */
    forget(archive: string, before: number): void {
      forget.run(archive, before);
    },
    size: (archive: string) => Size.parse(size.get(archive)),
    between: (archive: string, from: number, to: number) =>
      between.all(archive, from, to).map((row) => {
        const { at, event } = EventRow.parse(row);
        return { at, event: BusEvent.parse(JSON.parse(event)) };
      }),
    putReplay(replay: Replay): void {
      putReplay.run(replay.ReplayName, JSON.stringify(replay));
    },
    findReplay(name: string): Replay | undefined {
      const row = findReplay.get(name);
      return row && replayOf(row);
    },
    allReplays: () => allReplays.all().map(replayOf),
  };
}
