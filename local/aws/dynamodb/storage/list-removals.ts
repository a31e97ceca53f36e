import { z } from 'zod';

const Section = z.looseObject({ type: z.string(), path: z.array(z.union([z.string(), z.number()])) });
const Parsed = z.looseObject({ _updates: z.looseObject({ sections: z.array(Section) }).optional() });
type Section = z.infer<typeof Section>;

/**
 * `REMOVE list[0], list[1]` means the elements as they were
 * (https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/Expressions.UpdateExpressions.html#Expressions.UpdateExpressions.REMOVE).
 * dynalite removes one after the other, each time from the list that is left; so the last element goes first.
 */
export function inSafeOrder(data: Record<string, unknown>): Record<string, unknown> {
  const { _updates: updates } = Parsed.parse(data);
  if (!updates?.sections.some(isElementRemoval)) return data;
  const others = updates.sections.filter((section) => !isElementRemoval(section));
  const removals = updates.sections.filter(isElementRemoval).sort((a, b) => indexOf(b) - indexOf(a));
  return { ...data, _updates: { ...updates, sections: [...others, ...removals] } };
}

function isElementRemoval(section: Section): boolean {
  return section.type === 'remove' && typeof section.path.at(-1) === 'number';
}

function indexOf(section: Section): number {
  return Number(section.path.at(-1));
}
