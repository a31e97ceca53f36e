import { matches } from '../faults/fault-store.ts';
import type { FunctionDefinition } from './definition.ts';

/** As the functions are, but with other code where a pattern fits their name. A pattern that fits none is a mistake. */
export function overridden(
  functions: readonly FunctionDefinition[],
  overrides: Readonly<Record<string, string>>,
): FunctionDefinition[] {
  const unused = new Set(Object.keys(overrides));
  const all = functions.map((fn) => {
    const pattern = Object.keys(overrides).find((each) => matches(each, fn.name));
    if (pattern === undefined) return fn;
    unused.delete(pattern);
    return { ...fn, assetPath: overrides[pattern] ?? fn.assetPath };
  });
  if (unused.size > 0) throw new Error(`No function is named ${[...unused].join(' or ')}.`);
  return all;
}
