import { posix } from 'node:path';
import type { ProjectDetector, Report } from '../../detect/detector.ts';
import { LineMap } from '../../source/line-map.ts';
import type { DataFile } from '../../source/source-file.ts';
import { checkCompilerConfig } from './compiler-config.ts';
import { parseJson } from './json-document.ts';
import { checkKeys, checkSyntax, type JsonFile } from './json-file.ts';
import { checkLockfiles } from './lockfiles.ts';
import { checkManifest } from './manifest.ts';

/** Problems of what configures a build, found by reading it as data. */
export const detector: ProjectDetector = {
  id: 'build',
  checkProject: (project, report) => {
    for (const data of project.workspace.data) {
      const kind = kindOf(data.path);
      if (!kind || data.text.trim() === '') continue;
      const lines = new LineMap(data.text);
      const file: JsonFile = {
        ...{ path: data.path, kind, document: parseJson(data.text, dialects[kind]) },
        positionOf: (offset) => lines.positionOf(offset),
      };
      checkFile(file, project, report);
    }
    checkLockfiles(project.workspace, report);
  },
};

function checkFile(file: JsonFile, project: Parameters<ProjectDetector['checkProject']>[0], report: Report): void {
  checkSyntax(file, report);
  checkKeys(file, report);
  if (file.kind === 'manifest') checkManifest(file, project, report);
  if (file.kind === 'compiler') checkCompilerConfig(file, project, report);
}

const dialects = { manifest: 'json', compiler: 'jsonc', json: 'json' } as const;

/** Undefined for what is no configuration, or is not meant to be strict JSON, and for what is there to be wrong. */
function kindOf(path: DataFile['path']): JsonFile['kind'] | undefined {
  if (/(?:^|\/)(?:__fixtures__|fixtures?|__tests__|tests?|examples?|testdata|snapshots?)\//.test(path))
    return undefined;
  const name = posix.basename(path);
  if (name === 'package.json') return 'manifest';
  if (/^(?:ts|js)config(?:\.[\w-]+)*\.json$/.test(name)) return 'compiler';
  return /^(?:lerna|composer|vercel|now|netlify|manifest|nodemon|app)\.json$/.test(name) ? 'json' : undefined;
}
