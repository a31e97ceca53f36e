/**
 * For the build script: what the asset of the audit worker holds besides the bundle. These packages read files of their own at
 * run time and therefore cannot be inside the bundle: Chromium's archives, Lighthouse's audits and locales, axe's source.
 * Puppeteer goes with them, so that Lighthouse and we use the same one.
 */
export const asset = {
  external: ['@sparticuz/chromium', 'lighthouse', 'puppeteer-core', 'axe-core'],
  /** Dependencies that only other uses of these packages load: Lighthouse's command line and error reporting. */
  unused: ['@sentry/node', '@types/node', 'configstore', 'enquirer', 'open', 'yargs', 'yargs-parser'],
} as const;
