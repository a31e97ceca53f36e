import { existsSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { ProgramError } from './run-program.ts';

// Beside a bundle as in this checkout, packages lie in the nearest `node_modules` above the module.
const { resolve } = createRequire(import.meta.url);

/**
 * The absolute path of a file in the first of these packages that is installed.
 * @throws ProgramError when none of them is there, or the file is not in it.
 */
export function packageFile(packages: readonly string[], file: string): string {
  for (const name of packages) {
    const folder = folderOf(name);
    if (folder === undefined) continue;
    const path = join(folder, file);
    if (existsSync(path)) return path;
  }
  throw new ProgramError(`${file} of ${packages.join(' or ')} is not installed.`);
}

function folderOf(name: string): string | undefined {
  try {
    return dirname(resolve(`${name}/package.json`));
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'MODULE_NOT_FOUND') return undefined;
    throw error;
  }
}

const { platform, arch } = process;

/** `name-linux-x64` */
export const platformName = (name: string) => `${name}-${platform}-${arch}`;

export const executable = (name: string) => (platform === 'win32' ? `${name}.exe` : name);
