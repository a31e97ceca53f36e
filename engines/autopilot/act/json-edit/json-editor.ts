import picomatch from 'picomatch';
import type * as z from 'zod';
import type { JsonEditAction } from '../../recipe.ts';
import { withLineEndsOf } from '../line-end.ts';
import { applyEdits, type SpanEdit } from '../span-edit.ts';
import type { Editor } from '../step.ts';
import type { Suppression } from '../suppressed.ts';
import { insertionInto, removalOf } from './container-edit.ts';
import { type JsonNode, jsonTreeOf } from './json-tree.ts';
import { keysOf } from './pointer.ts';
import { printed } from './printed.ts';

type JsonEdits = z.infer<typeof JsonEditAction>;

/** Sets and removes values of JSON files; everything beside them keeps its form, comments included. */
export function jsonEditor({ files, edits }: JsonEdits, suppression: Suppression): Editor {
  const isMeant = picomatch([...files], { dot: true });
  return ({ path, text }, skip) => {
    if (!isMeant(path)) return text;
    let current = text;
    for (const edit of edits) {
      const tree = jsonTreeOf(current);
      if (!tree) {
        skip(path, 'It is not JSON.');
        return text;
      }
      const found = spanEditsOf(current, tree, edit);
      if (typeof found === 'string') skip(path, found);
      else {
        const isSuppressed = suppression(current);
        const allowed = found.filter(({ start }) => !isSuppressed(start));
        current = applyEdits(
          current,
          allowed.map((each) => fitting(current, each)),
        );
      }
    }
    return current;
  };
}

const fitting = (text: string, edit: SpanEdit): SpanEdit => ({
  ...edit,
  text: withLineEndsOf(text, edit.start, edit.text),
});

/** Or why there are none. */
function spanEditsOf(
  text: string,
  tree: JsonNode,
  { pointer, op, value }: JsonEdits['edits'][number],
): readonly SpanEdit[] | string {
  const keys = keysOf(pointer) ?? [];
  const key = keys.at(-1);
  if (key === undefined) return op === 'set' ? [replacementOf(text, tree, value)] : [];
  const parent = keys.slice(0, -1).reduce<JsonNode | undefined>((node, each) => node && childOf(node, each), tree);
  const missing = op === 'set' ? `There is nothing that ${pointer} could be set in.` : [];
  if (!parent || parent.kind === 'scalar') return missing;
  const child = childOf(parent, key);
  if (op === 'remove') {
    // The next item would have its place then, and would go as well the next time.
    if (child && parent.kind === 'array')
      return `${pointer} is an item of a list: only members of objects are taken out.`;
    return child ? removalOf(text, parent, child) : [];
  }
  if (child) return [replacementOf(text, child, value)];
  return parent.kind === 'object' || key === String(parent.items.length)
    ? [insertionInto(text, parent, key, value)]
    : missing;
}

/** Of members with one name the last one counts, as for every parser. */
function childOf(node: JsonNode, key: string): JsonNode | undefined {
  if (node.kind === 'object') return node.members.findLast((member) => member.key === key)?.value;
  if (node.kind === 'array' && /^(?:0|[1-9]\d*)$/.test(key)) return node.items[Number(key)];
  return undefined;
}

/** What has the value already keeps the form that it has. */
function replacementOf(text: string, { start, end }: JsonNode, value: unknown): SpanEdit {
  const old = text.slice(start, end);
  return { start, end, text: hasValue(old, value) ? old : printed(text, start, value) };
}

function hasValue(json: string, value: unknown): boolean {
  try {
    return JSON.stringify(JSON.parse(json)) === JSON.stringify(value);
  } catch {
    // With comments in it, it is written anew.
    return false;
  }
}
