import { isTooling } from '../../graph/file-role.ts';
import type { Workspace } from '../../source/source-file.ts';

const toolNames = /(?:^|\/)(?:package\.json|\.[^/]*rc(?:\.[^/]+)?|[^/]*config[^/]*\.json|[^/]*\.html)$/;

/**
 * Whether the configuration of a bundler, a test runner or a compiler names this, e.g. as an alias. It is not run, so what it means
 * there is not known: a name that stands in it may stand for anything.
 */
export function isNamedByTools({ files, data }: Workspace, name: string): boolean {
  const [first = name] = name.split('/');
  const forms = [name, first].flatMap((each) => [`'${each}`, `"${each}`, `\`${each}`, `^${each}`, `${each}:`]);
  const sources = [...files.filter(({ path }) => isTooling(path)), ...data.filter(({ path }) => toolNames.test(path))];
  return sources.some(({ text }) => forms.some((form) => text.includes(form)));
}
