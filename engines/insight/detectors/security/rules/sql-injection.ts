import type { Node } from 'oxc-parser';
import type { Syntax } from '../../../syntax/syntax.ts';
import type { SyntaxRule } from '../../../syntax/syntax-rule.ts';
import { argumentOf, methodCalls, propertyOf } from '../taint/calls.ts';
import { flowOf } from '../taint/flow.ts';
import { isSource, known, type Origin, worstOf } from '../taint/origin.ts';
import { tell } from '../taint/tell.ts';

const methods =
  /^(?:query|execute|exec|raw|run|all|get|each|prepare|unsafe|whereRaw|orderByRaw|havingRaw|selectRaw|joinRaw|\$queryRawUnsafe|\$executeRawUnsafe|queryRaw|executeSql|many|one|oneOrNone|none|any|manyOrNone|literal)$/;
/** Methods that take no other language, so that even a part of a statement is SQL. */
const onlySql = /Raw|^raw$|^unsafe$/;
/** The first words of a statement, or a clause of one. */
const statement =
  /\b(?:select\s[\s\S]{0,2000}\bfrom|insert\s+into|update\s+\S{1,200}\s+set|delete\s+from|drop\s+(?:table|database)|alter\s+table|create\s+(?:table|index|view|database)|truncate\s+table|replace\s+into|merge\s+into|call\s+\w{1,80}\s{0,5}\(|exec\s+\w|union\s+(?:all\s+)?select)\b|\bwhere\s+\S{1,200}\s{0,5}(?:=|like\b|in\b|<|>)/i;

export const sqlInjection: SyntaxRule = {
  ...{ id: 'sql-injection', severity: 'critical', confidence: 92, category: 'Injection (CWE-89)' },
  suggestion:
    'Pass the value as a parameter of the statement (`?`, `$1`), or take names of columns from a list of known ones.',
  check(syntax, found) {
    for (const { call, name } of methodCalls(syntax, methods)) {
      const sql = textOf(argumentOf(call, 0));
      if (!sql) continue;
      const origin = originOfHoles(sql, onlySql.test(name), syntax);
      if (!origin) continue;
      tell(
        found,
        { at: call, origin, does: `\`${name}\` runs SQL whose text is put together with` },
        {
          ...{ sources: ['request', 'browser', 'arguments'], source: { severity: 'critical', confidence: 92 } },
          unknown: { severity: 'medium', confidence: 50 },
        },
      );
    }
  },
};

/** `{ text }` of pg and `{ sql }` of mysql2 carry the statement as well. */
const textOf = (node: Node | undefined): Node | undefined =>
  propertyOf(node, 'text') ?? propertyOf(node, 'sql') ?? node;

/** More of a statement need not be looked at to know that it is one. */
const longestText = 20_000;
/** Where a value goes, and no name of a table or a column, nor a clause. */
const valuePlace = /(?:['"]%?|[=<>]|\b(?:like|in|values|limit|offset|between)\s{0,5}\(?)\s{0,5}$/i;

function originOfHoles(sql: Node, isSql: boolean, syntax: Syntax): Origin | undefined {
  const flow = flowOf(syntax);
  const parts = flow.partsOf(sql);
  const holes = parts.flatMap((part, nth): Origin[] => {
    if ('text' in part) return [];
    const before = parts[nth - 1];
    const origin = flow.originOf(part.hole);
    // Names of columns are chosen by the program as a rule; only what is known to come from outside counts there.
    const isValue = before !== undefined && 'text' in before && valuePlace.test(before.text.slice(-40));
    return [origin.kind === 'unknown' && !isValue ? known : origin];
  });
  const origin = worstOf(holes);
  // A whole statement from elsewhere is not put together here; one from a client is bad as it is.
  if (holes.length === parts.length) return isSql && isSource(origin) ? origin : undefined;
  const text = parts.map((part) => ('text' in part ? part.text : 'x')).join('');
  return isSql || statement.test(text.slice(0, longestText)) ? origin : undefined;
}
