import type { Place } from './child-reports.ts';
import type { Tree } from './source-tree.ts';

/** A problem that is put into many files: known beforehand, whatever a tool says. */
export interface PlantedKind {
  readonly name: string;
  /** As they are planted; at one of them a tool has to name it. */
  readonly lines: readonly string[];
  /** Matches them for as long as the problem is there. */
  readonly isThere: RegExp;
  /** What Insight calls it, and what the recommended rules of eslint do; the latter have no word for some. */
  readonly insight: readonly string[];
  readonly eslint: readonly string[];
}

const unusedInEslint = ['@typescript-eslint/no-unused-vars'];

/** In the order of their lines. */
export const plantedKinds: readonly PlantedKind[] = [
  {
    ...{ name: 'unused import', lines: ["import { cpus as plantedCpus } from 'node:os';"], isThere: /plantedCpus/ },
    ...{ insight: ['no-unused-vars'], eslint: unusedInEslint },
  },
  {
    ...{ name: '`var`', lines: ['  var plantedSum = 0;'], isThere: /\bvar plantedSum\b/ },
    ...{ insight: ['no-var'], eslint: ['no-var'] },
  },
  {
    ...{ name: '`let` that is never reassigned', lines: ['  let plantedStep = 2;'], isThere: /\blet plantedStep\b/ },
    ...{ insight: ['prefer-const'], eslint: ['prefer-const'] },
  },
  {
    ...{ name: 'unused variable', lines: ['  const plantedLimit = 1;'], isThere: /plantedLimit/ },
    ...{ insight: ['no-unused-vars'], eslint: unusedInEslint },
  },
  {
    ...{ name: 'unused sum', lines: ['  const plantedTotal = plantedStep + 1;'], isThere: /plantedTotal/ },
    ...{ insight: ['no-unused-vars'], eslint: unusedInEslint },
  },
  {
    ...{ name: '`debugger`', lines: ['  debugger;'], isThere: /^ {2}debugger/m },
    ...{ insight: ['no-debugger', 'debugger'], eslint: ['no-debugger'] },
  },
  {
    ...{
      name: '`==`',
      lines: ["  if (typeof text == 'string') plantedSum += plantedStep;"],
      isThere: /typeof text == /,
    },
    ...{ insight: ['eqeqeq', 'loose-equality'], eslint: [] },
  },
  {
    ...{ name: 'cast to what it is', lines: ['  if (!!text) plantedSum += values.length;'], isThere: /\(!!text\)/ },
    ...{ insight: ['no-extra-boolean-cast'], eslint: ['no-extra-boolean-cast'] },
  },
  {
    ...{ name: 'escape of nothing', lines: ['  if (/[\\.]/.test(text)) plantedSum += 1;'], isThere: /\[\\\.\]/ },
    ...{ insight: ['no-useless-escape'], eslint: ['no-useless-escape'] },
  },
  {
    ...{ name: 'spaces in a pattern', lines: ['  if (/a  b/.test(text)) plantedSum += 1;'], isThere: /\/a {2}b\// },
    ...{ insight: ['no-regex-spaces'], eslint: ['no-regex-spaces'] },
  },
  {
    ...{ name: 'literal as its own type', lines: ["  const plantedUnit = 'ms' as 'ms';"], isThere: /as 'ms'/ },
    ...{ insight: ['prefer-as-const'], eslint: ['@typescript-eslint/prefer-as-const'] },
  },
  {
    name: '`catch` that throws again',
    lines: [
      ...['  try {', '    plantedSum += JSON.parse(text).length;', '  } catch (plantedError) {'],
      ...['    throw plantedError;', '  }'],
    ],
    isThere: /catch \(plantedError\)/,
    ...{ insight: ['no-useless-catch'], eslint: ['no-useless-catch'] },
  },
];

const [imports = [], ...statements] = plantedKinds.map(({ lines }) => lines);

/** A function of its own at the end of a file, with one problem of each kind. */
const block = [
  ...[...imports, 'export function planted(values: readonly number[], text: string): string {'],
  ...[...statements.flat(), '  return plantedSum.toFixed(2).concat(plantedUnit);', '}', ''],
].join('\n');

/** The same tree with problems in `count` of these files, spread evenly over them. */
export function plant(tree: Tree, { among, count }: { among: readonly string[]; count: number }): Tree {
  const chosen = new Set(Array.from({ length: count }, (_, at) => among[Math.floor((at * among.length) / count)]));
  return new Map([...tree].map(([path, text]) => [path, chosen.has(path) ? `${text}\n${block}` : text]));
}

/** How many of these problems a tool has named: one of its rules at the place. */
export function foundOf(
  { lines }: PlantedKind,
  rules: readonly string[],
  places: readonly Place[],
  tree: Tree,
): number {
  const named = new Set(
    places.filter(({ rule }) => rules.includes(rule)).map((place) => `${place.file}:${place.line}`),
  );
  const text = lines.join('\n');
  return [...tree].filter(([path, source]) => {
    const begin = source.indexOf(block);
    if (begin < 0) return false;
    const first = source.slice(0, source.indexOf(text, begin)).split('\n').length;
    return lines.some((_, at) => named.has(`${path}:${first + at}`));
  }).length;
}

/** In how many files of a tree a problem still is. */
export const leftOf = ({ isThere }: PlantedKind, tree: Tree): number =>
  [...tree.values()].filter((text) => isThere.test(text)).length;
