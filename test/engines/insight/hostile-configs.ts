import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect } from 'vitest';

/** Does some work with these files, and looks whether any of them has left its mark. */
export async function expectNothingRun(work: (configs: Record<string, string>) => Promise<void>): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), 'odavl-marker-'));
  const marker = join(folder, 'it-was-run');
  try {
    await work(hostileConfigs(marker));
    expect(existsSync(marker)).toBe(false);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** Configuration of every tool, as code that leaves a mark, or as data that would switch off all that is looked for. */
export function hostileConfigs(marker: string): Record<string, string> {
  const write = `require('node:fs').writeFileSync(${JSON.stringify(marker)}, '')`;
  const script = `globalThis.process.getBuiltinModule('node:fs').writeFileSync(${JSON.stringify(marker)}, '');\n`;
  const commonJs = `${write};\nmodule.exports = { rules: {}, ignores: ['**'] };\n`;
  const esm = `${script}export default { ignores: ['**'], ignorePatterns: ['**'] };\n`;
  const off = JSON.stringify({
    ...{ root: true, ignorePatterns: ['**'], jsPlugins: ['./plugin.js'], extends: ['./plugin.js'] },
    rules: { 'no-debugger': 'off' },
    overrides: [{ files: ['**'], rules: { 'no-debugger': 'off' } }],
  });
  const compilerOptions = {
    ...{
      plugins: [{ name: './plugin.js' }, { transform: './plugin.js' }],
      noCheck: true,
      outDir: './out',
      noEmit: false,
    },
    ...{ tsBuildInfoFile: marker, generateTrace: marker, types: ['@acme/plugin'], typeRoots: ['./types'] },
  };
  const commands = ['preinstall', 'install', 'postinstall', 'prepare', 'build', 'test', 'lint'];
  const scripts = Object.fromEntries(commands.map((name) => [name, `touch ${marker}`]));
  const tools = [
    '.bin/oxlint',
    '.bin/tsc',
    '.bin/jscpd',
    'oxlint/bin/oxlint',
    'oxlint/dist/cli.js',
    'typescript/lib/tsc.js',
  ];
  return {
    ...Object.fromEntries(
      [
        '.eslintrc.js',
        '.eslintrc.cjs',
        'babel.config.js',
        'jest.config.js',
        '.prettierrc.js',
        '.pnp.cjs',
        'plugin.js',
        'postcss.config.js',
        'knip.cjs',
      ].map((name) => [name, commonJs]),
    ),
    ...Object.fromEntries(
      [
        'eslint.config.mjs',
        'eslint.config.ts',
        'oxlint.config.ts',
        'src/oxlint.config.ts',
        'vite.config.ts',
        'vitest.config.ts',
        'jest.config.ts',
        'knip.ts',
        'webpack.config.ts',
        '.pnp.loader.mjs',
      ].map((name) => [name, esm]),
    ),
    ...Object.fromEntries(tools.map((name) => [`node_modules/${name}`, `#!/usr/bin/env node\n${write}\n`])),
    ...{ '.oxlintrc.json': off, 'src/.oxlintrc.json': off, '.eslintrc.json': off, 'oxlint.json': off },
    ...{
      '.eslintignore': '**\n',
      '.gitignore': '**\n',
      'src/.gitignore': '**\n',
      '.ignore': '**\n',
      '.oxlintignore': '**\n',
    },
    ...{
      '.jscpd.json': '{"ignore":["**"],"minTokens":100000}',
      'jscpd.json': '{"ignore":["**"]}',
      '.jscpdrc': '{"ignore":["**"]}',
    },
    'tsconfig.json': JSON.stringify({ compilerOptions }),
    'package.json': JSON.stringify({
      scripts,
      jscpd: { ignore: ['**'] },
      eslintConfig: JSON.parse(off),
      oxlint: JSON.parse(off),
    }),
    '.npmrc': `node-options=--require=./plugin.js\nscript-shell=${marker}\n`,
    '.env': `NODE_OPTIONS=--require=./plugin.js\nPATH=./node_modules/.bin\n`,
    'node_modules/@acme/plugin/package.json': '{"name":"@acme/plugin","main":"index.js"}',
    'node_modules/@acme/plugin/index.js': commonJs,
    '.git/config': `[core]\n  fsmonitor = touch ${marker}\n  hooksPath = hooks\n`,
    '.git/hooks/post-checkout': `#!/bin/sh\ntouch ${marker}\n`,
  };
}
