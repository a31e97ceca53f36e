import type { DatabaseSync } from 'node:sqlite';
import { z } from 'zod';
import { type NamedRule, Rule, Target } from './rule.ts';

const Row = z.object({ bus: z.string(), name: z.string(), document: z.string(), next_at: z.number().nullable() });
const DocumentRow = z.object({ document: z.string() });
const Due = z.object({ next_at: z.number().nullable() });

export type RuleStore = ReturnType<typeof createRuleStore>;

/** Rules and their targets. */
export function createRuleStore(database: DatabaseSync) {
  const put = database.prepare('INSERT OR REPLACE INTO rules (bus, name, document, next_at) VALUES (?, ?, ?, ?)');
  const find = database.prepare('SELECT * FROM rules WHERE bus = ? AND name = ?');
  const ofBus = database.prepare('SELECT * FROM rules WHERE bus = ? ORDER BY name');
  const due = database.prepare('SELECT * FROM rules WHERE next_at <= ? ORDER BY next_at');
  const earliest = database.prepare('SELECT MIN(next_at) AS next_at FROM rules');
  const remove = database.prepare('DELETE FROM rules WHERE bus = ? AND name = ?');
  const putTarget = database.prepare('INSERT OR REPLACE INTO targets (bus, rule, id, document) VALUES (?, ?, ?, ?)');
  const targetsOf = database.prepare('SELECT document FROM targets WHERE bus = ? AND rule = ? ORDER BY id');
  const removeTarget = database.prepare('DELETE FROM targets WHERE bus = ? AND rule = ? AND id = ?');

  return {
    put(named: NamedRule): void {
      put.run(named.bus, named.name, JSON.stringify(named.rule), named.nextAt ?? null);
    },
    find(bus: string, name: string): NamedRule | undefined {
      const row = find.get(bus, name);
      return row && namedRule(row);
    },
    ofBus: (bus: string): NamedRule[] => ofBus.all(bus).map(namedRule),
    due: (now: number): NamedRule[] => due.all(now).map(namedRule),
    nextAt: (): number | undefined => Due.parse(earliest.get()).next_at ?? undefined,
    remove(bus: string, name: string): void {
      remove.run(bus, name);
    },
    putTarget(bus: string, rule: string, target: Target): void {
      putTarget.run(bus, rule, target.Id, JSON.stringify(target));
    },
    targetsOf: (bus: string, rule: string): Target[] =>
      targetsOf.all(bus, rule).map((row) => Target.parse(JSON.parse(DocumentRow.parse(row).document))),
    /** Says whether there was one. */
    removeTarget: (bus: string, rule: string, id: string): boolean => removeTarget.run(bus, rule, id).changes > 0,
  };
}

function namedRule(row: unknown): NamedRule {
  const { bus, name, document, next_at: nextAt } = Row.parse(row);
  return { bus, name, rule: Rule.parse(JSON.parse(document)), ...(nextAt !== null && { nextAt }) };
}
