import { readdirSync, readFileSync } from 'node:fs';
import { basename, join } from 'node:path';

export interface Fixture {
  readonly recipeId: string;
  readonly name: string;
  /** The name that the file has for the recipe, without the `.txt` that keeps our own tools from it. */
  readonly path: string;
  readonly input: string;
  /** The same text where the recipe has nothing to do. */
  readonly expected: string;
}

const root = join(import.meta.dirname, '../../../../engines/autopilot/recipes');

const foldersIn = (path: string) =>
  readdirSync(path, { withFileTypes: true })
    .filter((entry) => entry.isDirectory())
    .map(({ name }) => name)
    .toSorted();

export const recipeFolders = foldersIn(root);

export const fixtures: readonly Fixture[] = recipeFolders.flatMap((recipeId) =>
  foldersIn(join(root, recipeId, 'fixtures')).map((name) => readFixture(recipeId, name)),
);

function readFixture(recipeId: string, name: string): Fixture {
  const folder = join(root, recipeId, 'fixtures', name);
  const files = readdirSync(folder);
  const read = (kind: string) => {
    const file = files.find((each) => each.startsWith(`${kind}.`));
    return file === undefined ? undefined : { file, text: readFileSync(join(folder, file), 'utf8') };
  };
  const [unchanged, input, expected] = [read('unchanged'), read('input'), read('expected')];
  const given = unchanged ?? input;
  const wanted = unchanged ?? expected;
  if (!given || !wanted)
    throw new Error(`${recipeId}/${name} has neither \`unchanged\` nor \`input\` and \`expected\`.`);
  return { recipeId, name, path: `src/${basename(given.file, '.txt')}`, input: given.text, expected: wanted.text };
}
