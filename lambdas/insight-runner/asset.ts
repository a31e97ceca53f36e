/**
 * For the build script: what lies beside the bundle of the worker. The engines are native, and are run as programs or loaded
 * from files of their own; the others are CommonJS and ask for parts of Node.js by `require`.
 */
export const asset = {
  external: ['oxc-parser', 'semver', 'yaml', 'yauzl'],
  programs: ['jscpd', 'oxlint', 'typescript'],
} as const;
