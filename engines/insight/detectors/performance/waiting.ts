import type { Node } from 'oxc-parser';
import { bare, memberName, type NodeOf } from '../../syntax/node.ts';
import type { Syntax } from '../../syntax/syntax.ts';

/** What only reads can be done at the same time; of what writes, nobody but its author knows. */
const reads =
  /^(?:(?:get|fetch|load|find|list|query|lookup|search|download|describe|count|resolve|stat|hash)(?=[A-Z_]|$)|read[A-Z]|is[A-Z]|has[A-Z])/;
/** One thing after another is how these work. */
const ordered =
  /(?:^|\.|_|\b)(?:tx|trx|transaction|client|conn|connection|session|page|browser|cursor|reader|iterator|stream|manager|queryRunner|lock|frame|locator|driver)(?:\b|\.|\()/i;
const requests = /^(?:fetch|axios(?:\.(?:get|head|options))?|got(?:\.(?:get|head))?)$/;

/** The call that an `await` waits for, when it reads something and does not depend on what was read before. */
export function awaitedRead(
  { argument }: NodeOf<'AwaitExpression'>,
  syntax: Syntax,
): NodeOf<'CallExpression'> | undefined {
  const call = bare(argument);
  if (call.type !== 'CallExpression') return undefined;
  const callee = bare(call.callee);
  if (requests.test(syntax.nameOf(callee) ?? '')) return isPlainRequest(call) ? call : undefined;
  const name = callee.type === 'Identifier' ? callee.name : memberName(callee);
  if (!name || !reads.test(name)) return undefined;
  const owner = callee.type === 'MemberExpression' ? syntax.textOf(callee.object) : '';
  return owner.length < 200 && !ordered.test(owner) ? call : undefined;
}

/** A request with options may be one that changes something. */
function isPlainRequest({ arguments: given }: NodeOf<'CallExpression'>): boolean {
  const options: Node | undefined = given[1];
  return (
    !options ||
    (options.type === 'ObjectExpression' &&
      !options.properties.some(
        (each) => each.type === 'Property' && each.key.type === 'Identifier' && each.key.name === 'method',
      ))
  );
}
