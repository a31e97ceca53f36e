import { lstatSync, readdirSync, readFileSync, readlinkSync } from 'node:fs';
import { join } from 'node:path';

/** Everything that a folder holds: content and permissions of files, folders, where links lead. */
export function stateOf(root: string): Record<string, string> {
  const state: Record<string, string> = {};
  const visit = (folder: string) => {
    for (const name of readdirSync(join(root, folder)).toSorted()) {
      const path = folder === '' ? name : `${folder}/${name}`;
      const found = lstatSync(join(root, path));
      if (found.isSymbolicLink()) state[path] = `link to ${readlinkSync(join(root, path))}`;
      else if (found.isDirectory()) {
        state[path] = 'folder';
        visit(path);
      } else {
        const content = readFileSync(join(root, path)).toString('latin1');
        state[path] = `${(found.mode & 0o777).toString(8)} ${content}`;
      }
    }
  };
  visit('');
  return state;
}
