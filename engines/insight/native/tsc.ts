import type { Program } from './oxlint.ts';
import { executable, packageFile, platformName } from './package-file.ts';

/** The native TypeScript compiler. */
export function tsc(): Program {
  return { command: packageFile([platformName('@typescript/typescript')], `lib/${executable('tsc')}`), args: [] };
}
