/** For the build script: what lies beside the bundle of the worker; Autopilot looks with the engines of Insight. */
export const asset = {
  external: ['@ast-grep/napi', 'oxc-parser', 'semver', 'yaml', 'yauzl'],
  programs: ['jscpd', 'oxlint', 'typescript'],
} as const;
