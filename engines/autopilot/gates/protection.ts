import { compileGlob } from './glob.ts';

export interface Protection {
  /** In plain words; undefined for a path that may be changed. */
  readonly whyProtected: (path: string) => string | undefined;
  readonly isProtected: (path: string) => boolean;
}

/**
 * What must not be touched. It fails closed: a path that some file system could take for another one is protected, whatever
 * the globs say, and so is one that fits a glob in another case or another spelling of Unicode.
 */
export function protectionOf(globs: readonly string[]): Protection {
  const compiled = globs.map((glob) => ({ glob, fits: compileGlob(folded(glob)) }));
  const whyProtected = (path: string) => {
    const odd = whyOdd(path);
    if (odd) return odd;
    const spelling = folded(path);
    const hit = compiled.find(({ fits }) => fits(spelling));
    return hit && `It fits the protected glob "${hit.glob}".`;
  };
  return { whyProtected, isProtected: (path) => whyProtected(path) !== undefined };
}

/** One spelling for all that a file system which ignores case, or the way of composing characters, takes for the same. */
function folded(text: string): string {
  return text.normalize('NFKC').toUpperCase().toLowerCase().normalize('NFKC');
}

const longestPath = 1_024;

/** Faults of the whole path, and of one name in it. The first that holds is told. */
const pathFaults: readonly (readonly [says: string, isFault: (path: string) => boolean])[] = [
  ['It is empty.', (path) => path === ''],
  ['It is longer than a path may be.', (path) => path.length > longestPath],
  ['It is absolute.', (path) => path.startsWith('/') || path.startsWith('~')],
  ['It has a backslash, which some systems take for a slash.', (path) => path.includes('\\')],
  ['It has a colon, which some systems take for a drive or a stream.', (path) => path.includes(':')],
  ['It is not well-formed Unicode.', (path) => !path.isWellFormed()],
  [
    'It has characters that are not seen.',
    (path) => /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Default_Ignorable_Code_Point}]/u.test(path),
  ],
];

const nameFaults: readonly (readonly [says: string, isFault: (name: string) => boolean])[] = [
  ['It has an empty name in it.', (name) => name === ''],
  ['It has "." or ".." in it.', (name) => name === '.' || name === '..'],
  ['A name in it ends with a dot or a space, which some systems leave out.', (name) => /[.\s]$/.test(name)],
  ['A name in it begins with a space.', (name) => /^\s/.test(name)],
  ['A name in it looks like the short form of another one.', (name) => /~\d/.test(name)],
  ['A name in it has a look-alike of a slash or a dot.', (name) => /[/\\.:]/.test(compatibility(name))],
];

function whyOdd(path: string): string | undefined {
  const [says] = pathFaults.find(([, isFault]) => isFault(path)) ?? [];
  if (says) return says;
  const names = path.split('/');
  return nameFaults.find(([, isFault]) => names.some(isFault))?.[0];
}

/** What compatibility makes of the characters that are not plain, e.g. a full-width slash. */
function compatibility(name: string): string {
  return [...name]
    .filter((character) => character > '~')
    .join('')
    .normalize('NFKC');
}
