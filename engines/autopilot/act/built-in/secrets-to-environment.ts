import type { Node } from 'oxc-parser';
import { keyName, memberName } from '../../../insight/syntax/node.ts';
import type { Syntax } from '../../../insight/syntax/syntax.ts';
import { isTypeScript } from './module-kind.ts';
import { type Change, changeOf, type Transformation } from './transformation.ts';

/** Secrets that are written in the code: the code asks the environment for them instead. */
export const secretsToEnvironment: Transformation = {
  mentions: /secret|token|passw|api_?key|private_?key|access_?key|credential/i,
  changes: (syntax) => {
    // A page in a browser has no environment.
    if (syntax.isTest || /\b(?:window|document)\s*\./.test(syntax.file.source.text)) return [];
    return [
      ...syntax
        .ofType('VariableDeclarator')
        .flatMap(({ id, init }) =>
          init && id.type === 'Identifier' && !id.typeAnnotation ? change(id.name, init, syntax) : [],
        ),
      ...syntax.ofType('Property').flatMap((each) => change(keyName(each), each.value, syntax)),
      ...syntax
        .ofType('PropertyDefinition')
        .flatMap((each) => (each.value ? change(keyName(each), each.value, syntax) : [])),
      ...syntax
        .ofType('AssignmentExpression')
        .flatMap(({ left, right }) => change(left.type === 'Identifier' ? left.name : memberName(left), right, syntax)),
    ];
  },
};

const secretName =
  /(?:secret|token|passw(?:or)?d|api_?key|(?:private|access|secret|signing|encryption)_?key|credentials?)$/i;

function change(name: string | undefined, value: Node, syntax: Syntax): Change[] {
  if (name === undefined || !secretName.test(name) || value.type !== 'Literal' || typeof value.value !== 'string')
    return [];
  if (!isSecret(value.value)) return [];
  const text = `process.env.${environmentName(name)}${isTypeScript(syntax) ? " ?? ''" : ''}`;
  return [changeOf({ start: value.start, end: value.end, text })];
}

/** `awsSecretKey` → `AWS_SECRET_KEY` */
const environmentName = (name: string) =>
  name
    .replace(/([a-z0-9])([A-Z])/g, '$1_$2')
    .replace(/[^A-Za-z0-9]+/g, '_')
    .toUpperCase();

const knownFormat =
  /^(?:AKIA|ASIA|gh[pousr]_|github_pat_|glpat-|xox[abprs]-|[sr]k_live_|AIza|npm_|SG\.|eyJ[\w-]+\.eyJ|-----BEGIN )/;
const placeholder = /example|change|your|test|dummy|sample|placeholder|x{4}|\.{3}|\s|[<>{}$]|^(?:https?:|\.{0,2}\/)/i;
const shortest = 16;
const leastBitsPerCharacter = 3.5;

function isSecret(value: string): boolean {
  if (knownFormat.test(value)) return value.length >= shortest && !/example|x{4}/i.test(value);
  if (value.length < shortest || placeholder.test(value)) return false;
  return /\d/.test(value) && /[a-z]/i.test(value) && entropyOf(value) >= leastBitsPerCharacter;
}

/** Shannon's, in bits per character. */
function entropyOf(value: string): number {
  const counts = new Map<string, number>();
  for (const character of value) counts.set(character, (counts.get(character) ?? 0) + 1);
  return [...counts.values()].reduce((sum, count) => sum - (count / value.length) * Math.log2(count / value.length), 0);
}
