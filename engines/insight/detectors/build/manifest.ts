import type { Report } from '../../detect/detector.ts';
import type { Finding } from '../../issue.ts';
import type { Project } from '../../source/project.ts';
import { folderOf } from '../typescript/project-config.ts';
import { type JsonNode, nodeAt } from './json-document.ts';
import { findingAt, type JsonFile } from './json-file.ts';
import { filesOf, type KnownFiles } from './known-files.ts';

/** What a `package.json` names and is not there. */
export function checkManifest(file: JsonFile, { workspace }: Project, report: Report): void {
  const { root } = file.document;
  if (!root) return;
  const files = filesOf(workspace);
  const folder = folderOf(file.path);
  for (const { field, node } of entryPoints(root)) {
    // What a build makes is not there yet.
    if (typeof node.value !== 'string' || builds(root) || !files.isMissingSource(folder, node.value)) continue;
    report(missingEntry(file, field, node.value, node.offset));
  }
  for (const { key, node } of nodeAt(root, 'scripts')?.properties ?? [])
    checkScript(file, { key, node, files }, report);
}

function missingEntry(file: JsonFile, field: string, target: string, offset: number): Finding {
  return findingAt(file, offset, {
    ...{ severity: 'high', ruleId: 'missing-entry-point', confidence: 85 },
    message: `\`${field}\` names \`${target}\`, which is not there.`,
    suggestion: 'Name a file that there is, or leave the field out.',
  });
}

const entryFields = ['main', 'module', 'types', 'typings', 'bin', 'exports'] as const;

interface EntryPoint {
  readonly field: string;
  readonly node: JsonNode;
}

/** Of `bin` and `exports` all that they lead to. */
function entryPoints(root: JsonNode): EntryPoint[] {
  return entryFields.flatMap((field) => {
    const node = nodeAt(root, field);
    return node ? leavesOf(node).map((leaf) => ({ field, node: leaf })) : [];
  });
}

function leavesOf(node: JsonNode): JsonNode[] {
  if (node.properties.length + node.items.length === 0) return [node];
  return [...node.properties.map((property) => property.node), ...node.items].flatMap(leavesOf);
}

function builds(root: JsonNode): boolean {
  const names = nodeAt(root, 'scripts')?.properties.map(({ key }) => key) ?? [];
  return names.some((name) =>
    /^(?:pre|post)?(?:build|compile|bundle|prepare|prepack|prepublish|dist|install)/.test(name),
  );
}

interface Script {
  readonly key: string;
  readonly node: JsonNode;
  readonly files: KnownFiles;
}

/** `node scripts/x.js`, at the begin of the script or after `&&`: what follows it is a file of the repository. */
const runsFile =
  /(?:^|&&|;)\s*(?:node|tsx|ts-node|bun|deno run)\s+((?:\.\/)?[\w@][\w@./-]*\.[cm]?[jt]sx?)(?=\s|$|;|&)/g;

function checkScript(file: JsonFile, { key, node, files }: Script, report: Report): void {
  if (typeof node.value !== 'string' || /\bcd\s/.test(node.value)) return;
  for (const [, target = ''] of node.value.matchAll(runsFile)) {
    if (!files.isMissingSource(folderOf(file.path), target)) continue;
    const finding = findingAt(file, node.offset, {
      ...{ severity: 'medium', ruleId: 'missing-script-file', confidence: 85 },
      message: `The script \`${key}\` runs \`${target}\`, which is not there.`,
      suggestion: 'Name the file as it is called now, or remove the script.',
    });
    report(finding);
  }
}
