import type { Node } from 'oxc-parser';
import { isFixedList, iterationsAround, usesNameOf } from '../../syntax/iterations.ts';
import { bare, memberName, type NodeOf } from '../../syntax/node.ts';
import { requestClient } from '../../syntax/requests.ts';
import type { Syntax } from '../../syntax/syntax.ts';

/** Methods that only a database has. */
const queries =
  /^(?:find(?:One|Unique|First|Many|All|ById|ByPk|OneBy|OneOrFail|UniqueOrThrow|FirstOrThrow)|findById\w+|\$queryRaw|\$executeRaw)$/;
/** Methods that a database has, and many others. */
const common =
  /^(?:query|execute|get|all|run|find|findBy|insertOne|update|updateOne|deleteOne|delete|create|count|save|select)$/;
const database =
  /^(?:db|database|prisma|knex|pool|sequelize|mongo|mongoose|sql|sqlite|\w+(?:Repository|Repo|Model|Dao))$/i;
const connection = /^(?:client|conn|connection|trx|tx)$/i;
/** Where many go at once, the query is one for all of them. */
const batches = /chunk|batch|page|slice|group|shard/i;

/** Whether a call asks a database, or another server, for one element of a list at a time. */
export function isQueryInLoop(call: NodeOf<'CallExpression'>, syntax: Syntax): boolean {
  const isRequest = requestClient(call, syntax) !== undefined;
  if (!isRequest && !isQuery(call)) return false;
  const [iteration] = iterationsAround(call, syntax);
  if (!iteration?.collection || iteration.node.type === 'WhileStatement') return false;
  // Many requests at once are another matter, of which the network detector tells.
  if (isRequest && iteration.node.type !== 'ForOfStatement') return false;
  if (iteration.node.type === 'ForOfStatement' && iteration.node.await) return false;
  if (isFixedList(iteration.collection, syntax)) return false;
  const head = iteration.node.type === 'ForOfStatement' ? syntax.textOf(iteration.node.left) : '';
  if (batches.test(`${head} ${syntax.labelOf(iteration.collection)}`)) return false;
  return call.arguments.some((argument) => usesNameOf(argument, iteration.node, syntax));
}

function isQuery(call: NodeOf<'CallExpression'>): boolean {
  const callee = bare(call.callee);
  const method = memberName(callee);
  if (!method || callee.type !== 'MemberExpression') return false;
  if (queries.test(method)) return true;
  if (!common.test(method)) return false;
  const names = namesOf(callee.object);
  if (names.some((name) => database.test(name))) return true;
  return names.some((name) => connection.test(name)) && (method === 'query' || method === 'execute');
}

/** `prisma` and `user` of `prisma.user`, `userRepository` of `this.userRepository`. */
function namesOf(owner: Node): string[] {
  const names: string[] = [];
  let node = bare(owner);
  for (; node.type === 'MemberExpression'; node = bare(node.object)) names.push(memberName(node) ?? '');
  return node.type === 'Identifier' ? [...names, node.name] : names;
}
