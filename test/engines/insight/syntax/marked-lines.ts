import { expect } from 'vitest';
import type { FileDetector } from '../../../../engines/insight/detect/detector.ts';
import { findingsIn, placesOf } from '../kit.ts';

/** Expects exactly the findings that the text announces: `//! rule-a, rule-b` at the end of a line. */
export async function expectMarked(detector: FileDetector, text: string, path = 'src/a.ts'): Promise<void> {
  const marked = text.split('\n').flatMap((line, index) => {
    const rules = line.split('//! ')[1]?.split(', ') ?? [];
    return rules.map((rule) => `${path}:${index + 1} ${rule}`);
  });
  const findings = await findingsIn(detector, { [path]: text });
  expect(placesOf(findings).toSorted()).toEqual(marked.toSorted());
}
