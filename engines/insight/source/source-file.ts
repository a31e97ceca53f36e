export type Language = 'ts' | 'tsx' | 'js' | 'jsx' | 'dts';

/** A file of JavaScript or TypeScript, read and found fit to be looked at. */
export interface SourceFile {
  /** Relative to the root, with slashes. */
  readonly path: string;
  readonly language: Language;
  /** Without a byte order mark. */
  readonly text: string;
  readonly hasBom: boolean;
}

/** A file that detectors read as data, e.g. `package.json`, `tsconfig.json`, a lockfile. */
export interface DataFile {
  readonly path: string;
  readonly text: string;
}

export const skipReasons = {
  'not-utf8': 'It is not valid UTF-8.',
  binary: 'It has the name of a text and the bytes of something else.',
  'too-large': 'It is larger than a person would write.',
  minified: 'Its lines are so long that a machine wrote it.',
  generated: 'It says that it is generated.',
  vendored: 'It belongs to a dependency.',
  'not-a-file': 'It is a link or a device.',
  'too-many': 'There are more files than an analysis takes.',
  unreadable: 'It could not be read.',
} as const;
export type SkipReason = keyof typeof skipReasons;

export interface SkippedFile {
  readonly path: string;
  readonly reason: SkipReason;
}

/** A repository on disk, of which nothing is ever executed. Files are in the order of their paths. */
export interface Workspace {
  /** Absolute. */
  readonly root: string;
  readonly files: readonly SourceFile[];
  readonly data: readonly DataFile[];
  /** What is searched for secrets, and for nothing else. */
  readonly texts: readonly DataFile[];
  readonly skipped: readonly SkippedFile[];
}
