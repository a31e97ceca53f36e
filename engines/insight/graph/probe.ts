import type { FileList } from './file-list.ts';

/** What a compiler writes, and what it writes it from. */
const sourcesOf: readonly (readonly [RegExp, readonly string[]])[] = [
  [/\.js$/, ['.ts', '.tsx', '.jsx', '.d.ts']],
  [/\.jsx$/, ['.tsx', '.d.ts']],
  [/\.mjs$/, ['.mts', '.d.mts']],
  [/\.cjs$/, ['.cts', '.d.cts']],
];

const sourceExtensions = ['.ts', '.tsx', '.mts', '.cts', '.js', '.jsx', '.mjs', '.cjs'];
const declarations = ['.d.ts', '.d.mts', '.d.cts'];
const otherExtensions = ['.json', '.vue', '.svelte'];
/** React Native and its relatives take the file of the platform that they build for. */
const platforms = ['.native', '.ios', '.android', '.web', '.macos', '.windows'];
const appended = [
  ...sourceExtensions,
  ...declarations,
  ...otherExtensions,
  ...platforms.flatMap((platform) => ['.ts', '.tsx', '.js', '.jsx'].map((extension) => `${platform}${extension}`)),
];

/** The file that a path without, or with another, extension stands for: itself, its source, or with an extension. */
export function probeFile(list: FileList, path: string): string | undefined {
  return candidatesOf(path).find((candidate) => list.hasFile(candidate));
}

/** The same for a file whose name differs in capitals. */
export function probeOtherCase(list: FileList, path: string): string | undefined {
  for (const candidate of [...candidatesOf(path), ...indexesOf(path)]) {
    const found = list.inOtherCase(candidate);
    if (found !== undefined) return found;
  }
  return undefined;
}

/** Of a folder, its `index`. */
export function probeIndex(list: FileList, folder: string): string | undefined {
  return indexesOf(folder).find((candidate) => list.hasFile(candidate));
}

function indexesOf(folder: string): string[] {
  return appended.map((extension) => (folder === '' ? `index${extension}` : `${folder}/index${extension}`));
}

function candidatesOf(path: string): string[] {
  const sources = sourcesOf.flatMap(([extension, replacements]) =>
    extension.test(path) ? replacements.map((each) => path.replace(extension, each)) : [],
  );
  return [path, ...sources, ...appended.map((extension) => `${path}${extension}`)];
}

/** Has an extension that no source has: a style, a picture, a text. */
export function isAsset(path: string): boolean {
  const extension = /\.([A-Za-z0-9]+)$/.exec(path)?.[1];
  return extension !== undefined && assetExtensions.has(extension.toLowerCase());
}

const assetExtensions = new Set([
  ...[
    'css',
    'scss',
    'sass',
    'less',
    'styl',
    'stylus',
    'pcss',
    'postcss',
    'json',
    'json5',
    'jsonc',
    'yaml',
    'yml',
    'toml',
  ],
  ...[
    'svg',
    'png',
    'jpg',
    'jpeg',
    'gif',
    'webp',
    'avif',
    'ico',
    'bmp',
    'tiff',
    'mp3',
    'mp4',
    'webm',
    'ogg',
    'wav',
    'flac',
  ],
  ...[
    'woff',
    'woff2',
    'ttf',
    'otf',
    'eot',
    'pdf',
    'txt',
    'md',
    'mdx',
    'html',
    'htm',
    'xml',
    'csv',
    'tsv',
    'wasm',
    'node',
  ],
  ...['graphql', 'gql', 'glsl', 'vert', 'frag', 'wgsl', 'hbs', 'ejs', 'pug', 'njk', 'vue', 'svelte', 'astro', 'marko'],
  ...[
    'proto',
    'sql',
    'sh',
    'py',
    'rs',
    'coffee',
    'elm',
    'res',
    'imba',
    'riot',
    'tag',
    'po',
    'ftl',
    'bin',
    'zip',
    'gz',
    'glb',
  ],
]);
