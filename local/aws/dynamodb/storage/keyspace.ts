/**
 * Where things live in the one LevelDB, whose batches are atomic. The names of tables, items, indexes and tags are
 * dynalite's own, so that its actions find what we write; the `odavl-` ones are ours.
 */
export type IndexKind = 'Global' | 'Local';

export const keyspace = {
  tables: 'table~',
  items: (table: string) => `item-${table}~`,
  index: (kind: IndexKind, table: string, index: string) => `index-${kind.toLowerCase()}~${table}~${index}~`,
  tags: (table: string) => `tag-${table}~`,
  settings: 'odavl-settings~',
  requestTokens: 'odavl-request-token~',
};

/** All keys that start with a prefix of the keyspace; `~` is the last of its characters, and no name contains it. */
export function rangeOf(prefix: string): { gte: string; lt: string } {
  return { gte: prefix, lt: `${prefix.slice(0, -1)}\x7f` };
}
