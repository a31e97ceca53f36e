import type { ParsedFile } from '../../../source/parsed-file.ts';
import type { DataFile } from '../../../source/source-file.ts';
import { syntaxOf } from '../../../syntax/syntax.ts';
import { type Credentials, credentialsIn } from '../rules/hardcoded-authorization.ts';
import type { AssignedSecret } from './assigned-secret.ts';
import { type KnownSecret, knownSecretsIn } from './known-secrets.ts';
import type { Range } from './mask.ts';
import { secretsIn } from './secrets-in-code.ts';
import { secretsInData } from './secrets-in-data.ts';

export interface FileSecrets {
  readonly known: readonly KnownSecret[];
  /** Without those that are known by their format. */
  readonly assigned: readonly AssignedSecret[];
  /** All that nobody may be shown. */
  readonly ranges: readonly Range[];
}

const found = new WeakMap<ParsedFile, FileSecrets>();

/** Looked for once, for all who ask. */
export function secretsOfCode(file: ParsedFile): FileSecrets {
  const secrets = found.get(file) ?? findInCode(file);
  found.set(file, secrets);
  return secrets;
}

function findInCode(file: ParsedFile): FileSecrets {
  const syntax = syntaxOf(file);
  const known = knownSecretsIn(file.source.text);
  const assigned = withoutKnown(syntax.tree.nodes.flatMap(secretsIn), known);
  const credentials = placesOf(credentialsIn(syntax), file.source.text);
  return { known, assigned, ranges: [...rangesOf(known), ...rangesOf(assigned), ...credentials] };
}

/** Where each stands first, or what puts it together. */
function placesOf(credentials: readonly Credentials[], text: string): Range[] {
  const bySecret = new Map(credentials.map((each) => [each.secret, each.value]));
  return [...bySecret].map(([secret, value]) => {
    const start = text.indexOf(secret);
    return start < 0 ? { start: value.start, end: value.end } : { start, end: start + secret.length };
  });
}

export function secretsOfData({ path, text }: DataFile): FileSecrets {
  const known = knownSecretsIn(text);
  const assigned = withoutKnown(secretsInData(path, text), known);
  return { known, assigned, ranges: [...rangesOf(known), ...rangesOf(assigned)] };
}

const rangesOf = (secrets: readonly { readonly secret: Range }[]): Range[] => secrets.map(({ secret }) => secret);

/** What is told by its format need not be told by its name. Both are in the order of the text. */
function withoutKnown(assigned: readonly AssignedSecret[], known: readonly KnownSecret[]): AssignedSecret[] {
  const sorted = assigned.toSorted((a, b) => a.secret.start - b.secret.start);
  let next = 0;
  return sorted.filter(({ secret }) => {
    while ((known[next]?.secret.end ?? Number.POSITIVE_INFINITY) <= secret.start) next += 1;
    return (known[next]?.secret.start ?? Number.POSITIVE_INFINITY) >= secret.end;
  });
}
