/** What is wrong at one place of a recipe, for the person who writes it. */
export interface RecipeProblem {
  /** `actions[0].rule.pattern`; empty for the whole. */
  readonly path: string;
  readonly message: string;
  /** What to do. */
  readonly hint: string;
}

export type Path = readonly (string | number)[];

export const pathText = (path: Path): string =>
  path.map((key, index) => (typeof key === 'number' ? `[${key}]` : `${index > 0 ? '.' : ''}${key}`)).join('');
