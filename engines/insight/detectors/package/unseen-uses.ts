import type { Manifest } from '../../graph/manifest.ts';
import type { Packages } from './packages.ts';

/** Parts of the names of what tools and styles load. */
const parts = [
  ...['^@types/', 'eslint', 'prettier', 'babel', 'postcss', 'stylelint', 'webpack', 'rollup', 'vite', 'jest', 'karma'],
  ...['gulp', 'grunt', 'storybook', 'plugin', 'preset', 'loader', 'config', 'polyfill', 'shim', 'cli\\b', 'workbox'],
  ...['css', 'sass', 'less', 'tailwind', 'bootstrap', 'font', 'icons?\\b', 'theme', 'normalize', 'foundation', 'bulma'],
  ...[
    'material',
    '^@(?:nestjs|prisma|capacitor|ionic|angular|mdx-js|docusaurus|swc|emotion|esbuild|expo)/',
    '^cordova',
  ],
  ...['^react-native', '^@react-native', '^gatsby', '^expo', '^electron'],
];
/** What frameworks ask for themselves, and what works by being there. */
const names = [
  ...[
    'tslib',
    'typescript',
    'core-js',
    'regenerator-runtime',
    'reflect-metadata',
    'zone.js',
    'react',
    'react-dom',
    'vue',
  ],
  ...['svelte', 'next', 'nuxt', 'astro', 'preact', 'sharp', 'pg', 'pg-native', 'mysql', 'mysql2', 'sqlite3', 'tedious'],
  ...[
    'better-sqlite3',
    'mongodb',
    'ioredis',
    'redis',
    'bufferutil',
    'utf-8-validate',
    'encoding',
    'pino-pretty',
    'pm2',
  ],
  ...[
    'swagger-ui-express',
    'class-transformer',
    'class-validator',
    'nodemon',
    'concurrently',
    'dotenv',
    'husky',
    'npm',
  ],
  ...[
    'serve',
    'prisma',
    'graphql',
    'autoprefixer',
    'web-vitals',
    'source-map-support',
    'scheduler',
    'pug',
    'ejs',
    'hbs',
  ],
  ...['handlebars', 'nunjucks', 'jade'],
];
const byPart = new RegExp(parts.join('|'), 'i');
const byName: ReadonlySet<string> = new Set(names);

/** Whether a package may be used by something that nobody imports it for. */
export function isUsedUnseen(
  { lockfiles, manifests }: Packages,
  { folder, dependencies }: Manifest,
  name: string,
): boolean {
  const range = dependencies.get(name) ?? '';
  if (byPart.test(name) || byName.has(name)) return true;
  if (/^(?:workspace|file|link|portal|git|github|https?):/.test(range)) return true;
  if (manifests.some(({ peerDependencies }) => peerDependencies.has(name))) return true;
  const locked = lockfiles.for(folder)?.packages ?? [];
  return locked.some((each) => (each.name === name && each.hasBin) || each.peers.includes(name));
}
