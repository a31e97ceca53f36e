import type { FileList } from './file-list.ts';

/** Matches a path with one of these folders in it. */
const inFolder = (names: readonly string[]) => new RegExp(`(?:^|/)(?:${names.join('|')})/`, 'i');

/** Files that are there to be read, or to be wrong, or that a build has made: nobody writes them as a part of this code. */
export const isExample = (path: string) => examples.test(path);
const examples = inFolder([
  ...['fixtures?', '__fixtures__', '__testfixtures__', '__mocks__', 'testdata', 'test-data', 'templates?', 'examples?'],
  ...['demos?', 'sandbox', 'playground', 'snapshots?', '__snapshots__', 'stubs', 'dist', 'cdk\\.out'],
]);

export const isTest = (path: string) => testFolders.test(path) || testFiles.test(path);
const testFolders = inFolder([
  ...['tests?', '__tests__', 'specs?', 'e2e', 'cypress', 'playwright', 'test-utils', 'testing', 'benchmarks?', 'bench'],
]);
const testFiles =
  /[.-](?:tests?|spec|e2e|cy|bench|stories|story)\.[^/.]+$|(?:^|\/)(?:tests?|spec)\.[^/.]+$|(?:^|\/)(?:jest|vitest|tests?|setup)[.-]?(?:setup|utils|tests?)\.[^/]+$/i;

/** Files of tools: how the code is built, not what it is. */
export const isTooling = (path: string) => toolFolders.test(path) || toolFiles.test(path);
const toolFolders = inFolder([
  ...['scripts?', 'tools?', 'tooling', 'build', '\\.[^/]+', 'webpack', 'gulp', 'docs?', 'website'],
]);
const toolFiles =
  /(?:^|\/)(?:[^/]*\.conf(?:ig)?|\.[^/]+|gulpfile|gruntfile|jakefile|(?:rollup|webpack|vite|karma|babel|esbuild|metro)[^/]*|build|release)\.[cm]?[jt]sx?$/i;

/** Whether a path that is not there is one that a build makes, or that is kept out of the repository. */
export function isMadeLater(list: FileList, path: string): boolean {
  const parts = path.split('/');
  const isThere = (count: number) => count === 0 || list.hasFolder(parts.slice(0, count).join('/'));
  let there = parts.length - 1;
  while (!isThere(there)) there -= 1;
  return outputs.test(path) || made.test(parts.slice(there).join('/'));
}

/** Nobody keeps sources there, even when there is something. */
const outputs = inFolder([
  ...[
    'dist[^/]*',
    'out',
    'output',
    'node_modules',
    'coverage',
    '\\.[^/]+',
    '[^/]*generated[^/]*',
    'codegen',
    'artifacts',
  ],
  ...['typechain[^/]*', 'gen', '\\+types'],
]);
/** Of what is not there at all: folders first, then files. */
const made = new RegExp(
  [
    '^(?:dist[^/]*|builds?|out|output|libs?|es|esm|cjs|umd|target|pkg|bin|coverage|types|typings|node_modules)(?:/|$)',
    '^(?:artifacts|codegen|\\.[^/]+|gen|prebuilt|compiled|bundles?|public|static|release|styled-system|prisma)(?:/|$)',
    '^(?:declarations|web_modules|\\+types|\\$types)(?:/|$)',
    'generated',
    '\\.(?:gen|g|pb|min|bundle|output)(?:\\.|$)',
    '[_-](?:pb|gen)(?:\\.|$)',
    '(?:^|/)_?(?:version|build-info|env|environment|secrets?|credentials?|local)(?:\\.[^/]*)?$',
  ].join('|'),
  'i',
);
