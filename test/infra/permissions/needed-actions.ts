import { build } from 'esbuild';
import { parseAst } from 'rolldown/parseAst';
import { isNode, type Node, nameOf, nodesIn, propertiesOf } from '../../architecture/syntax.ts';
import { actionsOfCommand, actionsOfTransactItem } from './iam-actions.ts';
import { ReachableCode } from './reachable-code.ts';

/** A query of an index is a permission of its own: the resource is the index. */
export const indexQuery = 'dynamodb:Query on the index';

/** The IAM actions that the code of an entry can ask for. */
export async function neededActions(entry: string): Promise<Set<string>> {
  return actionsIn(await ourCode(`lambdas/${entry}.lambda.ts`));
}

export function actionsIn(code: string): Set<string> {
  const needed = new Set<string>();
  const program: unknown = parseAst(code);
  if (!isNode(program)) throw new Error('The parser gave no syntax tree.');
  new ReachableCode(program, (node) => {
    for (const action of [...ofCommand(node), ...ofTransaction(node), ...ofQuery(node)]) needed.add(action);
  });
  return needed;
}

/** The bundle of an entry without packages: what we wrote and the entry imports, the rest shaken off. */
async function ourCode(path: string): Promise<string> {
  const options = { bundle: true, write: false, format: 'esm', platform: 'node', target: 'node24' } as const;
  const { outputFiles } = await build({ entryPoints: [path], ...options, packages: 'external', logLevel: 'error' });
  return outputFiles[0]?.text ?? '';
}

function ofCommand(node: Node): readonly string[] {
  const name = node.type === 'NewExpression' ? nameOf(node.callee) : '';
  if (!name.endsWith('Command')) return [];
  const actions = actionsOfCommand[name];
  if (!actions) throw new Error(`${name} is not in iam-actions.ts; write down the IAM actions that it needs.`);
  return actions;
}

function ofTransaction(node: Node): readonly string[] {
  if (node.type !== 'ObjectExpression') return [];
  const properties = propertiesOf(node);
  if (!properties.has('table')) return [];
  return Object.entries(actionsOfTransactItem).flatMap(([key, action]) => (properties.has(key) ? [action] : []));
}

/** `table.query(schema, { … })` of `shared/dynamo`. */
function ofQuery(node: Node): readonly string[] {
  if (node.type !== 'CallExpression' || !isNode(node.callee) || nameOf(node.callee.property) !== 'query') return [];
  const query = nodesIn(node.arguments)[1];
  if (query?.type !== 'ObjectExpression') throw new Error('The test reads only queries that are written as an object.');
  return [propertiesOf(query).has('index') ? indexQuery : 'dynamodb:Query'];
}
