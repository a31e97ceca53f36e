import type { Report } from '../../detect/detector.ts';
import type { Project } from '../../source/project.ts';
import { configReader, folderOf, pathInside } from '../typescript/project-config.ts';
import { type JsonNode, nodeAt } from './json-document.ts';
import { findingAt, type JsonFile } from './json-file.ts';

/** What a configuration of the TypeScript compiler says against itself. */
export function checkCompilerConfig(file: JsonFile, { workspace }: Project, report: Report): void {
  const { root } = file.document;
  if (!root) return;
  checkBase(file, root, new Set(workspace.data.map(({ path }) => path)), report);
  // Those of other places are extended by it, or extend it: only what a compiler is run with has to be whole.
  const merged = configReader(workspace)(file.path)?.options ?? {};
  for (const { option, without, message, suggestion } of contradictions) {
    const node = nodeAt(root, 'compilerOptions', option);
    if (node?.value !== true || without.some((other) => merged[other] !== undefined && merged[other] !== false))
      continue;
    const said = { severity: 'medium', ruleId: 'contradicting-options', confidence: 90, message, suggestion } as const;
    report(findingAt(file, node.offset, said));
  }
  const strict = nodeAt(root, 'compilerOptions', 'strict');
  if (strict?.value !== false) return;
  const said = {
    ...({ severity: 'low', ruleId: 'strict-off', confidence: 85 } as const),
    message: '`strict` is off: the compiler lets values that may be missing, and parameters without a type, pass.',
    suggestion: 'Turn `strict` on, if need be one of its options after the other.',
  };
  report(findingAt(file, strict.offset, said));
}

interface Contradiction {
  readonly option: string;
  /** Any of them makes it right. */
  readonly without: readonly string[];
  readonly message: string;
  readonly suggestion: string;
}

const contradictions: readonly Contradiction[] = [
  {
    ...{ option: 'emitDecoratorMetadata', without: ['experimentalDecorators'] },
    message: '`emitDecoratorMetadata` needs `experimentalDecorators`, which is off.',
    suggestion: 'Turn `experimentalDecorators` on, or leave the option out.',
  },
  {
    ...{ option: 'declarationMap', without: ['declaration', 'composite'] },
    message: '`declarationMap` needs `declaration` or `composite`, and neither is on.',
    suggestion: 'Turn `declaration` on, or leave the option out.',
  },
  {
    ...{ option: 'emitDeclarationOnly', without: ['declaration', 'composite'] },
    message: '`emitDeclarationOnly` needs `declaration` or `composite`, and neither is on.',
    suggestion: 'Turn `declaration` on, or leave the option out.',
  },
  {
    ...{
      option: 'allowImportingTsExtensions',
      without: ['noEmit', 'emitDeclarationOnly', 'rewriteRelativeImportExtensions'],
    },
    message: '`allowImportingTsExtensions` needs `noEmit` or `emitDeclarationOnly`, and neither is on.',
    suggestion: 'Turn `noEmit` on when another tool makes the output.',
  },
];

/** One of the repository that is not there; one of a package may be installed later. */
function checkBase(file: JsonFile, root: JsonNode, paths: ReadonlySet<string>, report: Report): void {
  const node = nodeAt(root, 'extends');
  for (const base of node ? [node, ...node.items] : []) {
    if (typeof base.value !== 'string' || !base.value.startsWith('.')) continue;
    const path = pathInside(folderOf(file.path), base.value);
    if (path === undefined || /(?:^|\/)\.[^/]+\//.test(path)) continue;
    if ([path, `${path}.json`, `${path}/tsconfig.json`].some((candidate) => paths.has(candidate))) continue;
    const finding = findingAt(file, base.offset, {
      ...{ severity: 'high', ruleId: 'missing-base-config', confidence: 92 },
      message: `It extends \`${base.value}\`, which is not there.`,
      suggestion: 'Name a configuration that there is.',
    });
    report(finding);
  }
}
