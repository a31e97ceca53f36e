import type { Node } from 'oxc-parser';
import { namesIn } from '../../syntax/declared-names.ts';
import { bare, type NodeOf } from '../../syntax/node.ts';
import type { Binding } from '../../syntax/scope.ts';
import type { Syntax } from '../../syntax/syntax.ts';
import type { SyntaxRule } from '../../syntax/syntax-rule.ts';
import { awaitedRead } from './waiting.ts';

export const sequentialAwait: SyntaxRule = {
  id: 'sequential-await',
  severity: 'low',
  category: 'performance',
  confidence: 75,
  suggestion: 'Start them together: `const [a, b] = await Promise.all([…])`.',
  check(syntax, found) {
    for (const block of syntax.ofType('BlockStatement', 'Program', 'SwitchCase')) {
      const statements: readonly Node[] = block.type === 'SwitchCase' ? block.consequent : block.body;
      for (const run of independentRuns(statements, syntax)) {
        const [first] = run;
        if (!first || run.length < 2) continue;
        const calls = run.map(({ call }) => `${syntax.labelOf(call.callee)}()`).join(', ');
        found(first.statement, `${calls} wait for each other, although none needs what another gives.`);
      }
    }
  },
};

interface Wait {
  readonly statement: Node;
  readonly pattern: Node;
  readonly call: NodeOf<'CallExpression'>;
}

/** Neighbours of which none uses what an earlier one declares, and of which no two are the same. */
function independentRuns(statements: readonly Node[], syntax: Syntax): Wait[][] {
  const runs: Wait[][] = [];
  let run: Wait[] = [];
  let declared = new Set<Binding | undefined>();
  let calls = new Set<string>();
  for (const statement of statements) {
    const wait = waitOf(statement, syntax);
    if (!wait || dependsOn(declared, wait, syntax) || calls.has(syntax.textOf(wait.call))) {
      runs.push(run);
      [run, declared, calls] = [[], new Set(), new Set()];
    }
    if (!wait) continue;
    run.push(wait);
    // The same call twice reads a state that changes, or that something else is to change.
    calls.add(syntax.textOf(wait.call));
    for (const name of namesIn(wait.pattern)) declared.add(syntax.bindingOf(name));
  }
  return [...runs, run];
}

function waitOf(statement: Node, syntax: Syntax): Wait | undefined {
  if (statement.type !== 'VariableDeclaration' || statement.declarations.length !== 1) return undefined;
  const [declaration] = statement.declarations;
  const init = declaration?.init && bare(declaration.init);
  if (!declaration || init?.type !== 'AwaitExpression') return undefined;
  const call = awaitedRead(init, syntax);
  return call && { statement, pattern: declaration.id, call };
}

function dependsOn(declared: ReadonlySet<Binding | undefined>, { statement }: Wait, syntax: Syntax): boolean {
  return syntax.tree.within(statement).some((node) => {
    const binding = node.type === 'Identifier' ? syntax.bindingOf(node) : undefined;
    return binding !== undefined && declared.has(binding);
  });
}
