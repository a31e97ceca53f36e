import { transformations } from '../built-in/transformations.ts';
import { suggestion } from './nearest.ts';
import { type Path, pathText, type RecipeProblem } from './problem.ts';

/** Of recipes of ours, which alone may name what is built in. */
export function builtInProblems({ name }: { readonly name: string }, path: Path): RecipeProblem[] {
  if (transformations.has(name)) return [];
  const hint = suggestion(name, [...transformations.keys()]);
  return [{ path: pathText([...path, 'name']), message: `There is no built-in transformation \`${name}\`.`, hint }];
}
