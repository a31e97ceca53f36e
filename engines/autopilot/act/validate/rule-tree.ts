import type { Path } from './problem.ts';

export interface RuleField {
  readonly key: string;
  readonly value: unknown;
  readonly path: Path;
}

/** All fields of a rule, outer ones first. A rule that is deeper than any person writes is cut off there. */
export function fieldsIn(rule: unknown, path: Path, depth = 0): RuleField[] {
  if (typeof rule !== 'object' || rule === null || depth > deepest) return [];
  const entries: [string | number, unknown][] = Array.isArray(rule) ? [...rule.entries()] : Object.entries(rule);
  return entries.flatMap(([key, value]) => {
    const at = [...path, key];
    return [{ key: String(key), value, path: at }, ...fieldsIn(value, at, depth + 1)];
  });
}

const deepest = 60;

/** Whether the time of a rule can grow with the square of a file: a search through all siblings, or through all of an outer node. */
export function isUnbounded(rule: unknown, isOutside = false): boolean {
  if (typeof rule !== 'object' || rule === null) return false;
  if (Array.isArray(rule)) return rule.some((each) => isUnbounded(each, isOutside));
  return Object.entries(rule).some(([key, value]) => {
    const stopBy: unknown = typeof value === 'object' && value !== null ? Reflect.get(value, 'stopBy') : undefined;
    const isFar = stopBy !== undefined && stopBy !== 'neighbor';
    if ((key === 'follows' || key === 'precedes') && isFar) return true;
    if (key === 'has' && isFar && isOutside) return true;
    return isUnbounded(
      value,
      isOutside || key === 'inside' || key === 'follows' || key === 'precedes' || (key === 'has' && isFar),
    );
  });
}
