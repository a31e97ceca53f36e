import type { Expression, Node } from 'oxc-parser';
import { bare, memberName, type NodeOf } from '../../../insight/syntax/node.ts';
import type { Syntax } from '../../../insight/syntax/syntax.ts';
import { indentAt } from '../indent.ts';
import { type Change, changeOf, type Transformation } from './transformation.ts';

/** A `reduce` that copies all it has so far for every element: it adds to what it has instead. */
const reduceSpread = (statementFor: StatementFor): Transformation => ({
  mentions: /\.reduce\b/,
  changes: (syntax) => syntax.ofType('CallExpression').flatMap((call) => change(call, statementFor, syntax) ?? []),
});

/** The statements that add to the accumulator what a copy of it adds. */
type StatementFor = (copy: Expression, name: string, syntax: Syntax) => string[] | undefined;

function change(call: NodeOf<'CallExpression'>, statementFor: StatementFor, syntax: Syntax): Change | undefined {
  const [fn, start] = call.arguments;
  if (memberName(call.callee) !== 'reduce' || fn?.type !== 'ArrowFunctionExpression' || fn.async || !start)
    return undefined;
  const name = fn.params[0]?.type === 'Identifier' ? fn.params[0] : undefined;
  if (!name || !isFresh(start) || /\b(?:readonly|Readonly\w*)\b/.test(syntax.textOf(call).slice(0, 500)))
    return undefined;
  // The accumulator is copied, and nothing else is done with it: nobody else can have a hold of it.
  const uses = syntax.bindingOf(name)?.references ?? [];
  const body = bodyOf(fn, name.name, statementFor, syntax);
  if (!body || uses.length !== body.uses) return undefined;
  const indent = indentAt(syntax.file.source.text, call.start);
  const inner = `\n${indent}${indent.startsWith('\t') ? '\t' : '  '}`;
  const lines = [...body.statements, `return ${name.name};`].map((line) => `${inner}${line}`).join('');
  return changeOf({ start: fn.body.start, end: fn.body.end, text: `{${lines}\n${indent}}` });
}

const isFresh = (start: Node) => {
  const node = bare(start);
  return (
    (node.type === 'ArrayExpression' && node.elements.length === 0) ||
    (node.type === 'ObjectExpression' && node.properties.length === 0)
  );
};

interface Body {
  readonly statements: readonly string[];
  /** How often the accumulator is named. */
  readonly uses: number;
}

function bodyOf(
  { body }: NodeOf<'ArrowFunctionExpression'>,
  name: string,
  statementFor: StatementFor,
  syntax: Syntax,
): Body | undefined {
  if (body.type === 'BlockStatement') return undefined;
  const value = bare(body);
  if (value.type === 'ConditionalExpression') {
    const { test, consequent, alternate } = value;
    const isElse = isName(consequent, name);
    if (!isElse && !isName(alternate, name)) return undefined;
    const added = statementFor(bare(isElse ? alternate : consequent), name, syntax);
    const condition = isElse ? `!(${syntax.textOf(test)})` : syntax.textOf(test);
    return added?.length === 1 ? { statements: [`if (${condition}) ${added[0]}`], uses: 2 } : undefined;
  }
  const statements = statementFor(value, name, syntax);
  return statements && { statements, uses: 1 };
}

const isName = (node: Node, name: string) => node.type === 'Identifier' && node.name === name;

const isCopy = (part: Node | null | undefined, name: string) =>
  part?.type === 'SpreadElement' && isName(part.argument, name);

function ofArray(copy: Expression, name: string, syntax: Syntax): string[] | undefined {
  if (copy.type !== 'ArrayExpression' || !isCopy(copy.elements[0], name)) return undefined;
  const added = copy.elements.slice(1);
  if (added.length === 0 || added.some((each) => !each || each.type === 'SpreadElement')) return undefined;
  return [`${name}.push(${added.map((each) => (each ? syntax.textOf(each) : '')).join(', ')});`];
}

function ofObject(isMeant: (computed: boolean) => boolean): StatementFor {
  return (copy, name, syntax) => {
    if (copy.type !== 'ObjectExpression' || !isCopy(copy.properties[0], name)) return undefined;
    const added = copy.properties.slice(1).map((each) => {
      if (each.type !== 'Property' || each.method || each.kind !== 'init' || !isMeant(each.computed)) return undefined;
      const key = syntax.textOf(each.key);
      if (key.includes('__proto__')) return undefined;
      const isName = !each.computed && each.key.type === 'Identifier';
      return `${name}${isName ? `.${key}` : `[${key}]`} = ${syntax.textOf(each.value)};`;
    });
    const statements = added.flatMap((each) => each ?? []);
    return added.length > 0 && statements.length === added.length ? statements : undefined;
  };
}

const ofNamedObject = ofObject((computed) => !computed);

export const reduceSpreads = reduceSpread((...given) => ofArray(...given) ?? ofNamedObject(...given));
/** A key that is computed can be `__proto__`, which a copy would define and an assignment does not. */
export const reduceComputedSpreads = reduceSpread(ofObject(() => true));
