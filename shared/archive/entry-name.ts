import type { ReasonCode } from './reason.ts';

const maxSegmentBytes = 255;
const maxNameBytes = 1_024;

/** https://learn.microsoft.com/windows/win32/fileio/naming-a-file#naming-conventions; superscript digits count as digits there. */
const device = /^(?:con|prn|aux|nul|com[0-9\u00b9\u00b2\u00b3]|lpt[0-9\u00b9\u00b2\u00b3]|conin\$|conout\$)(?:[. ]|$)/i;

/**
 * Bytes of a name as text; undefined when they are not UTF-8. Tools that mark no encoding write UTF-8 or some code page; both
 * have ASCII's separators, so what is safe here is safe there.
 */
export function decodeName(bytes: Uint8Array): string | undefined {
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch (error) {
    if (error instanceof TypeError) return undefined;
    throw error;
  }
}

/** `./a/` of `tar` is `a`; the archive's own folder is the empty path. */
export function pathOf(name: string): string {
  return name
    .replace(/^(?:\.\/)+/, '')
    .replace(/^\.$/, '')
    .replace(/\/$/, '');
}

/**
 * What is wrong with a path, on any system that it may be unpacked on. The compatible form of Unicode is looked at, too,
 * because some systems make it: `．．` would become `..` there.
 */
export function pathFault(path: string): ReasonCode | undefined {
  return faultOf(path) ?? faultOf(path.normalize('NFKC'));
}

function faultOf(path: string): ReasonCode | undefined {
  if (/^(?:[\\/]|[a-z]:)/i.test(path)) return 'absolute_path';
  const segments = path.split('/');
  if (path.split(/[\\/]/).includes('..')) return 'path_traversal';
  if (segments.includes('') || segments.includes('.')) return 'invalid_name';
  if (!path.isWellFormed() || /[\p{Cc}\\:]/u.test(path)) return 'invalid_name';
  if (Buffer.byteLength(path) > maxNameBytes) return 'name_too_long';
  if (segments.some((segment) => Buffer.byteLength(segment) > maxSegmentBytes)) return 'name_too_long';
  return segments.some((segment) => device.test(segment) || /[. ]$/.test(segment)) ? 'reserved_name' : undefined;
}

/** Equal for names that some file system takes for one: without regard to case and to the form of Unicode. */
export function foldName(name: string): string {
  if (/^[\x20-\x7e]*$/.test(name)) return name.toLowerCase();
  return name.normalize('NFKC').toUpperCase().toLowerCase().normalize('NFKC');
}
