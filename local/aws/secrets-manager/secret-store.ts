import { chmodSync, closeSync, mkdirSync, openSync } from 'node:fs';
import { join } from 'node:path';
import type { DatabaseSync } from 'node:sqlite';
import { z } from 'zod';
import { openDatabase } from '../database.ts';
import { Secret, Version } from './secret.ts';

const schema = `
  CREATE TABLE IF NOT EXISTS secrets (name TEXT PRIMARY KEY, arn TEXT NOT NULL UNIQUE, document TEXT NOT NULL, purge_at INTEGER);
  CREATE TABLE IF NOT EXISTS versions (
    name TEXT NOT NULL, id TEXT NOT NULL, document TEXT NOT NULL, PRIMARY KEY (name, id)
  );
  CREATE TABLE IF NOT EXISTS labels (
    name TEXT NOT NULL, label TEXT NOT NULL, version TEXT NOT NULL, PRIMARY KEY (name, label)
  );`;

const Row = z.object({ document: z.string() });
const LabelRow = z.object({ label: z.string(), version: z.string() });
const NameRow = z.object({ name: z.string() });

/** Only this user may read the values; the write-ahead log gets the mode of its database. */
export function openSecretDatabase(stateDirectory: string): DatabaseSync {
  mkdirSync(stateDirectory, { recursive: true });
  const file = join(stateDirectory, 'secrets.db');
  closeSync(openSync(file, 'a', 0o600));
  chmodSync(file, 0o600);
  return openDatabase(file, schema);
}

export type SecretStore = ReturnType<typeof createSecretStore>;

export function createSecretStore(database: DatabaseSync) {
  const put = database.prepare('INSERT OR REPLACE INTO secrets (name, arn, document, purge_at) VALUES (?, ?, ?, ?)');
  const byName = database.prepare('SELECT document FROM secrets WHERE name = ?');
  const byArn = database.prepare('SELECT document FROM secrets WHERE arn = ?');
  const all = database.prepare('SELECT document FROM secrets ORDER BY name');
  const expired = database.prepare('SELECT name FROM secrets WHERE purge_at <= ?');
  const removals = ['secrets', 'versions', 'labels'].map((table) =>
    database.prepare(`DELETE FROM ${table} WHERE name = ?`),
  );
  const addVersion = database.prepare('INSERT INTO versions (name, id, document) VALUES (?, ?, ?)');
  const version = database.prepare('SELECT document FROM versions WHERE name = ? AND id = ?');
  const versions = database.prepare('SELECT document FROM versions WHERE name = ? ORDER BY rowid');
  const attach = database.prepare('INSERT OR REPLACE INTO labels (name, label, version) VALUES (?, ?, ?)');
  const detach = database.prepare('DELETE FROM labels WHERE name = ? AND label = ?');
  const labels = database.prepare('SELECT label, version FROM labels WHERE name = ? ORDER BY label');
  const secretOf = (row: unknown) => Secret.parse(JSON.parse(Row.parse(row).document));
  const versionOf = (row: unknown) => Version.parse(JSON.parse(Row.parse(row).document));

  function remove(name: string): void {
    for (const removal of removals) removal.run(name);
  }

  return {
    put(secret: Secret): void {
      put.run(secret.name, secret.arn, JSON.stringify(secret), secret.deletedAt ?? null);
    },
    find(key: { name: string } | { arn: string }): Secret | undefined {
      const row = 'name' in key ? byName.get(key.name) : byArn.get(key.arn);
      return row && secretOf(row);
    },
    all: () => all.all().map(secretOf),
    remove,
    /** Removes what has been waiting for its deletion until now. */
    purge(now: number): void {
      for (const row of expired.all(now)) remove(NameRow.parse(row).name);
    },
    addVersion(name: string, added: Version): void {
      addVersion.run(name, added.id, JSON.stringify(added));
    },
    version(name: string, id: string): Version | undefined {
      const row = version.get(name, id);
      return row && versionOf(row);
    },
    versions: (name: string) => versions.all(name).map(versionOf),
    attach(name: string, label: string, id: string): void {
      attach.run(name, label, id);
    },
    detach(name: string, label: string): void {
      detach.run(name, label);
    },
    /** Which version holds a label. */
    labels(name: string): Map<string, string> {
      const rows = labels.all(name).map((row) => LabelRow.parse(row));
      return new Map(rows.map((row) => [row.label, row.version]));
    },
  };
}
