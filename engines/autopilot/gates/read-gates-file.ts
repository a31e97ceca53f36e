import { type Document, isMap, isNode, LineCounter, type Pair, parseDocument } from 'yaml';
import type * as z from 'zod';
import { GatesFile, GatesFileError, type GatesFileProblem } from './gates-file.ts';

const maxBytes = 65_536;
/** So that a few short lines cannot stand for millions. */
const maxAliases = 20;
const maxProblems = 20;
/** Far more than the settings need, far less than what ends a stack. */
const maxBrackets = 300;
const compactNesting = /(?:[-?:][ \t]+){20}/;

/**
 * Reads `.odavl/gates.yml`. An empty file asks for nothing.
 * @throws GatesFileError with the line of each problem
 */
export function readGatesFile(bytes: Uint8Array): GatesFile {
  const text = textOf(bytes);
  if ((text.match(/[[{]/g)?.length ?? 0) > maxBrackets || compactNesting.test(text)) {
    throw new GatesFileError([{ message: 'It is nested too deeply.' }]);
  }
  const lineCounter = new LineCounter();
  const document = parseDocument(text, {
    ...{ lineCounter, prettyErrors: false, strict: true, uniqueKeys: true, stringKeys: true, version: '1.2' },
  });
  const faults = [...document.errors, ...document.warnings];
  if (faults.length > 0) {
    throw problems(faults.map(({ message, pos }) => ({ ...placeOf(pos[0], lineCounter), message: sentence(message) })));
  }
  const parsed = GatesFile.safeParse(contentOf(document) ?? {});
  if (parsed.success) return parsed.data;
  throw problems(parsed.error.issues.flatMap((issue) => problemsOf(issue, document, lineCounter)));
}

function problems(all: readonly GatesFileProblem[]): GatesFileError {
  return new GatesFileError(all.slice(0, maxProblems));
}

function textOf(bytes: Uint8Array): string {
  if (bytes.length > maxBytes) throw new GatesFileError([{ message: `It is larger than ${maxBytes} bytes.` }]);
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch (cause) {
    throw new GatesFileError([{ message: 'It is not valid UTF-8.' }], cause);
  }
}

function contentOf(document: Document): unknown {
  try {
    return document.toJS({ maxAliasCount: maxAliases });
  } catch (cause) {
    const message = `Its aliases stand for nothing, or for too much: at most ${maxAliases} are resolved.`;
    throw new GatesFileError([{ message }], cause);
  }
}

function problemsOf(issue: z.core.$ZodIssue, document: Document, lines: LineCounter): GatesFileProblem[] {
  const path = issue.path.filter((part) => typeof part !== 'symbol');
  if (issue.code !== 'unrecognized_keys') {
    const place = placeOf(nearestOffset(document, path), lines);
    return [{ ...place, message: `${path.join('.') || 'The file'}: ${sentence(issue.message)}` }];
  }
  return issue.keys.map((key) => ({
    ...placeOf(keyOffset(document, path, key), lines),
    message: `${[...path, key].join('.')}: There is no such setting.`,
  }));
}

/** Of the value at a path, or of what is nearest above it when there is none. */
function nearestOffset(document: Document, path: readonly (string | number)[]): number | undefined {
  for (let length = path.length; length >= 0; length -= 1) {
    const node = length === 0 ? document.contents : document.getIn(path.slice(0, length), true);
    if (isNode(node) && node.range) return node.range[0];
  }
  return undefined;
}

function keyOffset(document: Document, path: readonly (string | number)[], key: string): number | undefined {
  const map = path.length === 0 ? document.contents : document.getIn(path, true);
  const pair = isMap(map) ? map.items.find((item: Pair) => String(item.key) === key) : undefined;
  return pair && isNode(pair.key) ? pair.key.range?.[0] : nearestOffset(document, path);
}

function placeOf(offset: number | undefined, lines: LineCounter): { line?: number; column?: number } {
  if (offset === undefined) return {};
  const { line, col } = lines.linePos(offset);
  return { line, column: col };
}

function sentence(message: string): string {
  return message.endsWith('.') ? message : `${message}.`;
}
