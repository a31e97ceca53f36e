import type { UnitResult } from './detect/pass.ts';
import { secretsOfData } from './detectors/security/secrets/file-secrets.ts';
import { maskOf, type Range } from './detectors/security/secrets/mask.ts';
import { type Mask, maskOfText } from './detectors/security/secrets/masking.ts';
import type { LineMap } from './source/line-map.ts';
import type { Workspace } from './source/source-file.ts';

/**
 * Takes the secrets of a workspace out of whatever is told of it, by any detector, whether or not secrets are looked for. A file of which
 * it is not known what is secret is not shown at all.
 */
export function hideSecrets(
  { files, data, texts: notes }: Workspace,
  results: readonly Pick<UnitResult, 'unit' | 'secrets'>[],
  linesOf: (path: string) => LineMap,
): Mask {
  const secretsByPath = new Map<string, readonly Range[]>();
  const texts = new Map(files.map(({ path, text }) => [path, text]));
  for (const { unit, secrets } of results) {
    const path = files[unit]?.path;
    if (path !== undefined && secrets) secretsByPath.set(path, secrets);
  }
  const dataByPath = new Map([...data, ...notes].map((file) => [file.path, file]));
  const values = new Set(
    [...secretsByPath].flatMap(([path, ranges]) =>
      ranges.map(({ start, end }) => texts.get(path)?.slice(start, end) ?? ''),
    ),
  );
  const masks = new Map<string, Mask>();
  return (finding) => {
    const mask = masks.get(finding.file) ?? maskOfFile(finding.file);
    masks.set(finding.file, mask);
    const masked = mask(finding);
    return values.size === 0 ? masked : { ...masked, message: withoutWords(masked.message) };
  };

  function maskOfFile(path: string): Mask {
    const text = texts.get(path);
    const secrets = secretsByPath.get(path);
    if (text !== undefined) return secrets ? maskOfText(text, linesOf(path), secrets) : withoutSnippet;
    const file = dataByPath.get(path);
    return file ? maskOfText(file.text, linesOf(path), secretsOfData(file).ranges) : withoutSnippet;
  }

  /** What a compiler says of one file quotes another. */
  function withoutWords(message: string): string {
    return message.replace(/[^\s"'`]+/g, (word) => (values.has(word) ? maskOf(word) : word));
  }
}

const withoutSnippet: Mask = (finding) => ({ ...finding, codeSnippet: '' });
