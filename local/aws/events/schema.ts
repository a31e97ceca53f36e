import { outboundSchema } from '../outbound/outbound.ts';

/** `document` columns hold JSON in the members of the API. */
export const eventsSchema = `
  CREATE TABLE IF NOT EXISTS buses (name TEXT PRIMARY KEY, document TEXT NOT NULL);
  CREATE TABLE IF NOT EXISTS rules (
    bus TEXT NOT NULL, name TEXT NOT NULL, document TEXT NOT NULL, next_at INTEGER, PRIMARY KEY (bus, name)
  );
  CREATE TABLE IF NOT EXISTS targets (
    bus TEXT NOT NULL, rule TEXT NOT NULL, id TEXT NOT NULL, document TEXT NOT NULL, PRIMARY KEY (bus, rule, id)
  );
  CREATE TABLE IF NOT EXISTS archives (name TEXT PRIMARY KEY, bus TEXT NOT NULL, document TEXT NOT NULL);
  CREATE TABLE IF NOT EXISTS archived_events (archive TEXT NOT NULL, at INTEGER NOT NULL, event TEXT NOT NULL);
  CREATE INDEX IF NOT EXISTS archived_events_by_time ON archived_events (archive, at);
  CREATE TABLE IF NOT EXISTS replays (name TEXT PRIMARY KEY, document TEXT NOT NULL);
  CREATE TABLE IF NOT EXISTS tags (arn TEXT NOT NULL, key TEXT NOT NULL, value TEXT NOT NULL, PRIMARY KEY (arn, key));
  ${outboundSchema}`;
