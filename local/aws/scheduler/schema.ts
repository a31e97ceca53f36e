import { outboundSchema } from '../outbound/outbound.ts';

export const schedulerSchema = `
  CREATE TABLE IF NOT EXISTS schedule_groups (name TEXT PRIMARY KEY, document TEXT NOT NULL);
  CREATE TABLE IF NOT EXISTS schedules (
    group_name TEXT NOT NULL, name TEXT NOT NULL, document TEXT NOT NULL, next_at INTEGER,
    PRIMARY KEY (group_name, name)
  );
  CREATE TABLE IF NOT EXISTS client_tokens (token TEXT PRIMARY KEY, request TEXT NOT NULL, created_at INTEGER NOT NULL);
  ${outboundSchema}`;
