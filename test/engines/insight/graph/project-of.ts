import { languageOf } from '../../../../engines/insight/source/language.ts';
import { moduleFactsOf } from '../../../../engines/insight/source/module-facts.ts';
import { parseFile } from '../../../../engines/insight/source/parsed-file.ts';
import type { Project } from '../../../../engines/insight/source/project.ts';
import type { SkippedFile, Workspace } from '../../../../engines/insight/source/source-file.ts';

type Texts = Readonly<Record<string, string>>;

/** A workspace that is on no disk; what is no source is data. */
export function workspaceOf(tree: Texts, skipped: readonly SkippedFile[] = []): Workspace {
  const entries = Object.entries(tree).toSorted(([a], [b]) => (a < b ? -1 : 1));
  return {
    root: '/nowhere',
    files: entries.flatMap(([path, text]) => {
      const language = languageOf(path);
      return language ? [{ path, language, text, hasBom: false }] : [];
    }),
    data: entries.flatMap(([path, text]) => (languageOf(path) ? [] : [{ path, text }])),
    texts: [],
    skipped,
  };
}

export function projectOf(tree: Texts, skipped: readonly SkippedFile[] = []): Project {
  const workspace = workspaceOf(tree, skipped);
  const modules = new Map(workspace.files.map((file) => [file.path, moduleFactsOf(parseFile(file))]));
  return { workspace, modules };
}
