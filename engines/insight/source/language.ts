import type { Language } from './source-file.ts';

/** By the name of the file; undefined for what is neither JavaScript nor TypeScript. */
export function languageOf(path: string): Language | undefined {
  if (/\.d\.(?:[^./]+\.ts|[cm]?ts)$/.test(path)) return 'dts';
  const extension = /\.(tsx|jsx|[cm]?[jt]s)$/.exec(path)?.[1];
  if (extension === undefined) return undefined;
  if (extension === 'tsx' || extension === 'jsx') return extension;
  return extension.endsWith('ts') ? 'ts' : 'js';
}
