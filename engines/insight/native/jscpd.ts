import type { Program } from './oxlint.ts';
import { executable, packageFile, platformName } from './package-file.ts';

/** The native copy/paste detector. On Linux the one for the C library that is there is the one that is installed. */
export function jscpd(): Program {
  const packages =
    process.platform === 'linux'
      ? [`${platformName('jscpd')}-gnu`, `${platformName('jscpd')}-musl`]
      : [
          platformName('jscpd')
            .replace('win32', 'windows')
            .replace(/^(jscpd-windows-.*)$/, '$1-msvc'),
        ];
  return { command: packageFile(packages, `bin/${executable('jscpd')}`), args: [] };
}
