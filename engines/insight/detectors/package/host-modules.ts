/** Modules that a program brings to the code that it runs, under names that a package could have. */
const hosts = [
  ...['vscode', 'atom', 'obsidian', 'bun', 'k6', 'electron', 'original-fs', 'figma', 'sketch', 'uxp', 'photoshop'],
  ...['indesign', 'gi', 'cloudflare', '@theme', '@theme-original', '@theme-init', '@site', '@generated'],
  ...['@docusaurus', '@jest/globals'],
];
/** Scopes that nobody publishes below, and many use for folders of their own. */
const folders = [
  ...['@pages', '@app', '@src', '@root', '@components', '@shared', '@lib', '@utils', '@assets', '@styles', '@hooks'],
  ...['@core', '@common', '@config', '@test', '@tests', '@features', '@modules', '@services', '@store', '@api'],
];
const all = [...hosts, ...folders];

/** Whether a name stands for no package of a registry, as far as can be told from the name. */
export const isFromHost = (name: string) => all.some((host) => name === host || name.startsWith(`${host}/`));
