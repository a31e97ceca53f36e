import type { SourceFile } from '../../source/source-file.ts';
import type { Diagnostic } from './diagnostic.ts';
import { type ImportGraph, importGraph } from './import-graph.ts';
import { inheritedTypes } from './inherited-types.ts';
import {
  alwaysDropped,
  isAboutNothing,
  missingGlobal,
  missingModule,
  packageGlobals,
  packageTypes,
  untyped,
} from './known-errors.ts';

/** An error, and whether nothing that its file uses comes from a missing package. */
export interface OwnError extends Diagnostic {
  readonly isCertain: boolean;
}

/** Tells what is wrong in the code from what only looks so because its packages are not installed. */
export function withoutMissingPackages(diagnostics: readonly Diagnostic[], files: readonly SourceFile[]): OwnError[] {
  const missing = missingModules(diagnostics);
  const graph = importGraph(files, (file, specifier) => missing.get(file)?.has(specifier) ?? false);
  const known: Known = {
    graph,
    inherited: inheritedTypes(files, graph),
    globals: widelyMissingNames(diagnostics),
    usesGlobals: new Set(diagnostics.flatMap(({ file, code }) => (missingGlobal.has(code) ? [file] : []))),
    cutting: new Map(),
  };
  return diagnostics
    .filter((diagnostic) => isOwn(diagnostic, known))
    .map((diagnostic) => ({ ...diagnostic, isCertain: !isTaintedBy(diagnostic, known) }));
}

interface Known {
  readonly graph: ImportGraph;
  readonly inherited: ReadonlySet<string>;
  readonly globals: ReadonlySet<string>;
  readonly usesGlobals: ReadonlySet<SourceFile>;
  /** Whether a file calls what may never return, or proves something, for all that is known. */
  readonly cutting: Map<SourceFile, boolean>;
}

const isTaintedBy = ({ file }: Diagnostic, { graph, usesGlobals }: Known) =>
  graph.isTainted(file) || usesGlobals.has(file);

function isOwn(diagnostic: Diagnostic, known: Known): boolean {
  const { file, code, message, details } = diagnostic;
  if (alwaysDropped.has(code) || missingModule.has(code)) return false;
  const said = `${message}\n${details}`;
  if (packageTypes.some((pattern) => pattern.test(said))) return false;
  const isTainted = isTaintedBy(diagnostic, known);
  if (isTainted && (untyped.has(code) || /\b(?:unknown|any)\b|'\{\}'|'never'/.test(said))) return false;
  if (isAboutNothing(code, said) && isCutting(file, known)) return false;
  const name = missingName(diagnostic);
  // A type of that name may be one that a package declares for all files; a value seldom is.
  if (name !== undefined && isTainted && /^[A-Z]/.test(name)) return false;
  if (name !== undefined) return !packageGlobals.has(name) && !known.globals.has(name);
  // What is said of a type that inherits from one that is not there, or of one without a name that may be what is left of such.
  if (namesInherited(said, known)) return false;
  return !(isTainted && /\btype '\{/.test(said) && namesInherited(file.text, known));
}

const namesInherited = (text: string, { inherited }: Known) =>
  inherited.size > 0 && (text.match(/[\w$]+/g) ?? []).some((word) => inherited.has(word));

/** The specifiers that the compiler has not found, by file. */
function missingModules(diagnostics: readonly Diagnostic[]): ReadonlyMap<SourceFile, ReadonlySet<string>> {
  const missing = new Map<SourceFile, Set<string>>();
  for (const { file, code, message } of diagnostics) {
    const specifier = missingModule.has(code) ? /'([^']+)'/.exec(message)?.[1] : undefined;
    if (specifier === undefined) continue;
    missing.set(file, (missing.get(file) ?? new Set<string>()).add(specifier));
  }
  return missing;
}

function missingName({ code, message }: Diagnostic): string | undefined {
  return code === 2304 || code === 2552 || code === 2693 ? /'([^']+)'/.exec(message)?.[1] : undefined;
}

/** Nobody misspells a name alike in three files: it is a global that some package or some tool brings. */
const manyFiles = 3;

function widelyMissingNames(diagnostics: readonly Diagnostic[]): ReadonlySet<string> {
  const files = new Map<string, Set<SourceFile>>();
  for (const diagnostic of diagnostics) {
    const name = missingName(diagnostic);
    if (name !== undefined) files.set(name, (files.get(name) ?? new Set<SourceFile>()).add(diagnostic.file));
  }
  return new Set([...files].flatMap(([name, where]) => (where.size >= manyFiles ? [name] : [])));
}

/**
 * A call for its own sake, of a function whose type is not known: it may end the function or prove that a value is there, as
 * `process.exit()`, `assert(x)` and `notFound()` do.
 */
function isCutting(file: SourceFile, { graph, cutting }: Known): boolean {
  const known = cutting.get(file);
  if (known !== undefined) return known;
  const names = graph.missingNames(file);
  const calls = file.text.matchAll(/(?:^|[;{}):])[ \t]*(?:await |return )?([\w$]+)(?:\.[\w$.]+)?\s*\(/gm);
  const isFound = [...calls].some(([, name = '']) => names.has(name) || exiting.has(name));
  cutting.set(file, isFound);
  return isFound;
}

const exiting = new Set(['process', 'Deno', 'Bun', 'expect', 'assert', 'fail', 'invariant', 'chai', 't', 'jest', 'vi']);
