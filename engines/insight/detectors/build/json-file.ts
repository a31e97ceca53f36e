import type { Report } from '../../detect/detector.ts';
import type { Finding } from '../../issue.ts';
import type { Position } from '../../source/line-map.ts';
import type { JsonDocument, JsonNode } from './json-document.ts';

/** A configuration in JSON. */
export interface JsonFile {
  readonly path: string;
  readonly kind: 'manifest' | 'compiler' | 'json';
  readonly document: JsonDocument;
  positionOf(offset: number): Position;
}

type Said = Pick<Finding, 'severity' | 'ruleId' | 'message' | 'suggestion' | 'confidence'>;

/** A finding at a place in it. None of them is for a machine to mend. */
export function findingAt({ path, positionOf }: JsonFile, offset: number, said: Said): Finding {
  return { file: path, ...positionOf(offset), category: 'configuration', ...said };
}

export function checkSyntax(file: JsonFile, report: Report): void {
  const { error } = file.document;
  if (!error) return;
  const finding = findingAt(file, error.offset, {
    ...{ severity: 'high', ruleId: 'invalid-json', confidence: 98 },
    message: `This is not valid JSON: ${lowerFirst(error.message)}`,
    suggestion: 'Correct the text here: tools refuse the whole file.',
  });
  report(finding);
}

const lowerFirst = (text: string) => `${text.charAt(0).toLowerCase()}${text.slice(1)}`;

/** An object that has a name twice loses all but the last, without a word. */
export function checkKeys(file: JsonFile, report: Report): void {
  const visit = (node: JsonNode) => {
    const lineOf = new Map<string, number>();
    for (const { key, offset, node: child } of node.properties) {
      const earlier = lineOf.get(key);
      lineOf.set(key, file.positionOf(offset).line);
      // A name that means nothing is how comments are written.
      if (earlier !== undefined && key !== '//' && key !== '') report(duplicateKey(file, key, offset, earlier));
      visit(child);
    }
    for (const item of node.items) visit(item);
  };
  if (file.document.root) visit(file.document.root);
}

function duplicateKey(file: JsonFile, key: string, offset: number, earlier: number): Finding {
  return findingAt(file, offset, {
    ...{ severity: 'medium', ruleId: 'duplicate-key', confidence: 97 },
    message: `\`${key}\` stands here and in line ${earlier}; only the last of them counts.`,
    suggestion: 'Keep one of them.',
  });
}
