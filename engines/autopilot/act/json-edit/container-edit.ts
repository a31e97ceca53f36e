import { deletionOf } from '../deletion.ts';
import { indentAt } from '../indent.ts';
import type { SpanEdit } from '../span-edit.ts';
import type { JsonNode } from './json-tree.ts';
import { indentUnitOf, printed } from './printed.ts';

type Container = Exclude<JsonNode, { kind: 'scalar' }>;

interface Part {
  readonly start: number;
  readonly end: number;
}

const partsOf = (container: Container): Part[] =>
  container.kind === 'array'
    ? [...container.items]
    : container.members.map(({ start, value }) => ({ start, end: value.end }));

/** Adds a member or an item at the end, on a line of its own where the one before has one. */
export function insertionInto(text: string, container: Container, key: string, value: unknown): SpanEdit {
  const name = container.kind === 'object' ? `${JSON.stringify(key)}: ` : '';
  const last = partsOf(container).at(-1);
  if (!last) {
    const indent = indentAt(text, container.start);
    const inner = `${indent}${indentUnitOf(text)}`;
    const content = printed(text, container.start, value).replaceAll('\n', `\n${indentUnitOf(text)}`);
    const [open, close] = container.kind === 'object' ? '{}' : '[]';
    return {
      start: container.start,
      end: container.end,
      text: `${open}\n${inner}${name}${content}\n${indent}${close}`,
    };
  }
  const isOnOwnLine = /[\r\n]/.test(text.slice(container.start, last.start)) && startsLine(text, last.start);
  const separator = isOnOwnLine ? `\n${indentAt(text, last.start)}` : ' ';
  return { start: last.end, end: last.end, text: `,${separator}${name}${printed(text, last.start, value)}` };
}

/** Takes a member out, with one comma; comments beside it stay. */
export function removalOf(text: string, container: Container, child: JsonNode): SpanEdit[] {
  const parts = partsOf(container);
  const index = parts.findIndex(({ end }) => end === child.end);
  const [before, part, after] = [parts[index - 1], parts[index], parts[index + 1]];
  if (!part) return [];
  const [from, to] = before ? [before.end, part.start] : [part.end, after?.start ?? part.end];
  const gap = text.slice(from, to);
  if (gap.replace(',', '').trim() !== '') {
    const comma = from + commaIn(gap);
    return [{ start: comma, end: comma + 1, text: '' }, deletionOf(text, part.start, part.end)];
  }
  if (before) return [{ start: before.end, end: part.end, text: '' }];
  if (after) return [{ start: part.start, end: after.start, text: '' }];
  const inside = text.slice(container.start + 1, container.end - 1);
  const isAlone = inside.replace(text.slice(part.start, part.end), '').trim().replace(/^,$/, '') === '';
  if (isAlone) return [{ start: container.start + 1, end: container.end - 1, text: '' }];
  const comma = commaIn(text.slice(part.end, container.end));
  return [deletionOf(text, part.start, part.end + Math.max(0, comma + 1))];
}

/** Not one in a comment; -1 for none. */
const commaIn = (gap: string): number =>
  gap.replace(/\/\/[^\r\n]*|\/\*[^*]*\*+(?:[^/*][^*]*\*+)*\//g, (comment) => ' '.repeat(comment.length)).indexOf(',');

const startsLine = (text: string, offset: number) => /(?:^|[\r\n])[ \t]*$/.test(text.slice(0, offset));
