import type { Node } from 'oxc-parser';
import { type CallNode, memberName } from '../../../syntax/node.ts';
import type { Binding } from '../../../syntax/scope.ts';
import type { Syntax } from '../../../syntax/syntax.ts';

/** Functions that give something harmless: numbers, hashes, names of files without folders, quoted and encoded text. */
const harmless =
  /^(?:parseInt|parseFloat|Number|Boolean|BigInt|Date|now|basename|extname|randomUUID|randomBytes|digest|createHash|toFixed|getTime|toISOString|valueAsNumber|sanitize\w*|purify\w*|escape\w*|encode\w*|quote\w*|xss|stripTags|striptags|slugify|kebabCase|camelCase|snakeCase|validate\w*|assert\w*|hash\w*|\w+(?:Escape|Escaped|Encode|Sanitize|Sanitizer)|h[te]mlEscape|identifier|quoteIdent|t|i18n|format(?:Number|Date|Currency|Bytes|Duration))$/;
/** A schema gives back what it has let through; these parsers let everything through. */
const schemaMethods = /^(?:parse|parseAsync|safeParse|safeParseAsync|validate|validateSync|validateAsync|cast|assert)$/;
const openParsers = /^(?:JSON|qs|querystring|url|URL|yaml|YAML|js-yaml|path|cookie|Date)\b/;

export const isHarmless = (name: string): boolean => harmless.test(name);

export function isSanitizing(call: CallNode, syntax: Syntax): boolean {
  const { callee } = call;
  const method = memberName(callee) ?? (callee.type === 'Identifier' ? callee.name : '');
  if (isHarmless(method)) return true;
  if (callee.type !== 'MemberExpression' || !schemaMethods.test(method)) return false;
  return !openParsers.test(syntax.nameOf(callee) ?? syntax.textOf(callee.object));
}

const checks = /^(?:is|has|assert|validate|check|ensure|verify|allowed|valid|must)[A-Z_]?\w*$/;
const checkMethods = /^(?:test|includes|has|indexOf|hasOwn|hasOwnProperty|some|every|find|exec)$/;
const ownChecks = /^(?:startsWith|endsWith|match|localeCompare)$/;

/** Whether some code looks at the value of a name and decides: an allow-list, a pattern, a prefix, a comparison. */
export function isChecked({ references }: Binding, syntax: Syntax): boolean {
  return references.some(({ node, isRead }) => isRead && checksHere(node, syntax));
}

function checksHere(node: Node, { tree }: Syntax): boolean {
  const parent = tree.parentOf(node);
  switch (parent?.type) {
    case 'CallExpression': {
      const name = memberName(parent.callee);
      if (name !== undefined) return checkMethods.test(name) || checks.test(name);
      return parent.callee.type === 'Identifier' && parent.callee !== node && checks.test(parent.callee.name);
    }
    case 'MemberExpression': {
      const call = tree.parentOf(parent);
      return call?.type === 'CallExpression' && call.callee === parent && ownChecks.test(memberName(parent) ?? '');
    }
    case 'BinaryExpression':
      return (
        parent.operator === 'in' ||
        (/^[!=]==?$/.test(parent.operator) && isText(parent.left === node ? parent.right : parent.left))
      );
    case 'SwitchStatement':
      return parent.discriminant === node;
    default:
      return false;
  }
}

/** Not the empty one, which everything but nothing differs from. */
const isText = (node: Node): boolean => node.type === 'Literal' && typeof node.value === 'string' && node.value !== '';
