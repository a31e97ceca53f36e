import { craftZip } from './craft-zip.ts';

/** An honest zip of these files, unless their names are not. */
export function zipOf(files: readonly { readonly name: string; readonly content: string | Buffer }[]): Buffer {
  return craftZip(files.map(({ name, content }) => ({ name, data: content })));
}
