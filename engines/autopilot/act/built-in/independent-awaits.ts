import type { Node } from 'oxc-parser';
import { namesIn } from '../../../insight/syntax/declared-names.ts';
import { bare, memberName, type NodeOf } from '../../../insight/syntax/node.ts';
import type { Syntax } from '../../../insight/syntax/syntax.ts';
import { indentAt } from '../indent.ts';
import { pathOf } from './same-reference.ts';
import { type Change, changeOf, type Transformation } from './transformation.ts';

interface Wait {
  readonly statement: Node;
  readonly pattern: Node;
  readonly call: NodeOf<'CallExpression'>;
}

/** Calls that only read, each waited for although none needs the one before: they are made at once. */
export const independentAwaits: Transformation = {
  mentions: /\bawait\b/,
  changes: (syntax) =>
    syntax
      .ofType('BlockStatement', 'Program')
      .flatMap(({ body }) => runsOf(body, syntax).map((run) => together(run, syntax))),
};

function runsOf(body: readonly Node[], syntax: Syntax): Wait[][] {
  const runs: Wait[][] = [];
  let run: Wait[] = [];
  for (const statement of body) {
    const wait = waitOf(statement);
    if (!wait || run.some((each) => needs(wait, each, syntax))) {
      runs.push(run);
      run = [];
    }
    if (wait) run.push(wait);
  }
  return [...runs, run].filter(({ length }) => length > 1);
}

/** `const x = await read(…);` */
function waitOf(statement: Node): Wait | undefined {
  if (statement.type !== 'VariableDeclaration' || statement.kind !== 'const') return undefined;
  const [declarator, ...more] = statement.declarations;
  if (more.length > 0 || !declarator?.init || declarator.init.type !== 'AwaitExpression') return undefined;
  const { id, init } = declarator;
  const call = init.argument;
  if (call.type !== 'CallExpression' || ('typeAnnotation' in id && id.typeAnnotation) || !isRead(call))
    return undefined;
  return { statement, pattern: id, call };
}

const reading = /^(?:get|fetch|find|load|read|list|query|count|select|lookup|resolve|head|describe)(?![a-z])/;

/** By its name; what it is given must be known without doing anything. */
function isRead({ callee, arguments: given }: NodeOf<'CallExpression'>): boolean {
  const name = callee.type === 'Identifier' ? callee.name : memberName(callee);
  return name !== undefined && reading.test(name) && pathOf(callee) !== undefined && given.every(isSimple);
}

function isSimple(expression: Node): boolean {
  const node = bare(expression);
  if (node.type === 'ObjectExpression')
    return node.properties.every((each) => each.type === 'Property' && !each.computed && isSimple(each.value));
  if (node.type === 'ArrayExpression') return node.elements.every((each) => each !== null && isSimple(each));
  if (node.type === 'TemplateLiteral') return node.expressions.every(isSimple);
  return node.type === 'Literal' || pathOf(node) !== undefined;
}

function needs(later: Wait, earlier: Wait, syntax: Syntax): boolean {
  const names = new Set(namesIn(earlier.pattern).map(({ name }) => name));
  const parts = [...syntax.tree.within(later.call), ...syntax.tree.within(later.pattern)];
  return parts.some((node) => node.type === 'Identifier' && names.has(node.name));
}

const longestLine = 100;

function together(run: readonly Wait[], syntax: Syntax): Change {
  const [first, last] = [run.at(0), run.at(-1)];
  if (!first || !last) return changeOf();
  const { text } = syntax.file.source;
  const indent = indentAt(text, first.statement.start);
  const end = text[last.statement.end - 1] === ';' ? ';' : '';
  const patterns = run.map(({ pattern }) => syntax.textOf(pattern));
  const calls = run.map(({ call }) => syntax.textOf(call));
  const short = `const [${patterns.join(', ')}] = await Promise.all([${calls.join(', ')}])${end}`;
  const unit = indent.startsWith('\t') ? '\t' : '  ';
  const lines = calls.map((call) => `\n${indent}${unit}${call},`).join('');
  const isShort = indent.length + short.length <= longestLine && !short.includes('\n');
  const long = `const [${patterns.join(', ')}] = await Promise.all([${lines}\n${indent}])${end}`;
  return changeOf({ start: first.statement.start, end: last.statement.end, text: isShort ? short : long });
}
