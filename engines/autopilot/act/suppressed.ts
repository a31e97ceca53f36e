import { detectorOfMetric } from '../cycle/guarded.ts';
import type { Recipe } from '../recipe.ts';
import { type Area, areasIn } from './suppressed-areas.ts';

/** Whether a comment says that what is at an offset is meant. */
export type IsSuppressed = (offset: number) => boolean;

/** Asks of a text where a recipe must leave it alone. */
export type Suppression = (text: string) => IsSuppressed;

/**
 * Where somebody wrote that a recipe's issues are meant. A comment for a line is taken for all rules, whichever it names; one for a whole
 * file or a part of it only where it names none, one that the recipe resolves, or a detector that finds such.
 */
export function suppressionFor(recipe: Pick<Recipe, 'resolves' | 'condition' | 'actions'>): Suppression {
  const names = namesOf(recipe);
  return (text) => {
    const areas = areasIn(text).filter((area) => area.names.length === 0 || area.names.some((name) => names.has(name)));
    const hasDirective = directive.test(text);
    return (offset) => isInArea(areas, offset) || (hasDirective && isLineSuppressed(text, offset));
  };
}

function namesOf({ resolves, condition, actions }: Parameters<typeof suppressionFor>[0]): ReadonlySet<string> {
  const detectors = condition.rules.flatMap(({ metric }) => detectorOfMetric[metric] ?? []);
  const linted = actions.flatMap((action) => (action.type === 'oxlint-fix' ? action.rules : []));
  return new Set([...resolves, ...detectors, ...linted.flatMap((rule) => rule.split('/').at(-1) ?? [])]);
}

const isInArea = (areas: readonly Area[], offset: number) =>
  areas.some(({ start, end }) => start <= offset && offset < end);

const directive = /(?:eslint|oxlint|odavl)-disable-(?:next-)?line\b|\bbiome-ignore\b|@ts-(?:ignore|expect-error)\b/;

/** Whether a comment on the line of an offset, or on the line before, says that what is there is meant. */
function isLineSuppressed(text: string, offset: number): boolean {
  const end = lineEndFrom(text, offset);
  const start = lineStart(text, Math.max(0, lineStart(text, offset) - 1));
  return directive.test(text.slice(Math.max(start, offset - reach), Math.min(end, offset + reach)));
}

/** Nobody reads a line that is longer. */
const reach = 1_000;

const lineStart = (text: string, offset: number) => text.lastIndexOf('\n', offset - 1) + 1;

function lineEndFrom(text: string, offset: number): number {
  const end = text.indexOf('\n', offset);
  return end < 0 ? text.length : end;
}
