import type { Node } from 'oxc-parser';
import { keyName, memberName } from '../../syntax/node.ts';
import type { Syntax } from '../../syntax/syntax.ts';
import type { SyntaxRule } from '../../syntax/syntax-rule.ts';

const address = /^http:\/\/(?:[^/@\s]*@)?(\[[^\]]*\]|[^/:?#\s]*)/i;
/** Names that stand for this machine, a private network, or for nobody. */
const localNames =
  /(?:^|\.)(?:localhost|local|localdomain|lan|home|internal|intranet|test|example|invalid|arpa|onion|example\.(?:com|org|net))$/i;
const localNumbers = /^(?:127|10|0|169\.254|192\.168|172\.(?:1[6-9]|2\d|3[01])|192\.0\.2|198\.51\.100|203\.0\.113)\.\d/;
/** Names of vocabularies that only look like addresses: who changed them would break what reads them. */
const vocabularies =
  /^(?:(?:www\.)?w3\.org|schemas?\..+|xmlns\..+|.*\bschema(?:s)?\.org|json-schema\.org|purl\.(?:org|oclc\.org)|ns\.adobe\.com|ogp\.me|(?:www\.)?sitemaps\.org|.*\.openxmlformats\.org|(?:www\.)?opengis\.net|java\.sun\.com|(?:www\.)?apache\.org|relaxng\.org|docbook\.org|openid\.net|id\.loc\.gov|xml\.org|webns\.net|specs\.openid\.net|rdfs\.org|.*\.oasis-open\.org|(?:www\.)?gnu\.org|creativecommons\.org|xmpp\.org|jabber\.org|search\.yahoo\.com|(?:www\.)?itunes\.com)$/i;
/** Calls that look at an address, or put another scheme before it. */
const looksAt = /^(?:startsWith|endsWith|includes|indexOf|replace|replaceAll|match|test|split|search)$/;
/** What holds the name of a vocabulary, which is never asked for. */
const namespaces = /namespace|xmlns|schema|doctype|(?:^|_)ns$|NS$|Ns$/i;
/** No host, but a part of an address that is made here. */
const resolving = /(?:^|\.)(?:URL|isUrl)$/;

export const httpUrl: SyntaxRule = {
  id: 'http-url',
  severity: 'low',
  category: 'security',
  confidence: 85,
  suggestion: 'Use https, so that nobody on the way can read or change what is sent.',
  check(syntax, found) {
    for (const literal of syntax.ofType('Literal')) {
      if (typeof literal.value === 'string') tell(literal, literal.value, syntax);
    }
    for (const template of syntax.ofType('TemplateLiteral')) {
      const [first, second] = template.quasis;
      const text = first?.value.cooked ?? '';
      // A host that goes on in an expression is not known.
      if (second === undefined || /^http:\/\/[^/]+\//i.test(text)) tell(template, text, syntax);
    }

    function tell(node: Node, text: string, { tree }: Syntax): void {
      const host = address.exec(text)?.[1];
      if (!host || !isPublic(host) || isCompared(node, tree.parentOf(node), syntax)) return;
      found(node, `What goes to ${host} over http can be read and changed on the way.`);
    }
  },
};

/** A name without a dot is one of the own network, e.g. of a container. */
function isPublic(host: string): boolean {
  if (host.startsWith('[') || !/^[a-z0-9.-]+\.[a-z0-9-]+$/i.test(host)) return false;
  return !localNames.test(host) && !localNumbers.test(host) && !vocabularies.test(host);
}

function isCompared(node: Node, parent: Node | undefined, syntax: Syntax): boolean {
  switch (parent?.type) {
    case 'CallExpression':
      return looksAt.test(memberName(parent.callee) ?? '');
    case 'NewExpression':
      // The second is only there so that the first is complete.
      return resolving.test(syntax.nameOf(parent.callee) ?? '') && parent.arguments[1] === node;
    case 'BinaryExpression':
      return /^[!=]==?$/.test(parent.operator);
    case 'Property':
      return parent.key === node || namespaces.test(keyName(parent) ?? '');
    case 'VariableDeclarator':
      return namespaces.test(syntax.textOf(parent.id).slice(0, 100));
    case 'JSXAttribute':
      return /xmlns/.test(syntax.textOf(parent.name));
    case 'ImportDeclaration':
    case 'TSLiteralType':
    case 'SwitchCase':
    case 'ExpressionStatement':
      return true;
    default:
      return false;
  }
}
