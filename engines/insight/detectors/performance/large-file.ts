import type { SyntaxRule } from '../../syntax/syntax-rule.ts';

const mostBytes = 500 * 1_024;

export const largeFile: SyntaxRule = {
  id: 'large-file',
  severity: 'medium',
  category: 'performance',
  confidence: 95,
  suggestion: 'Split it, move data into a file of data, and load what is not always needed when it is needed.',
  check({ file }, found) {
    const bytes = Buffer.byteLength(file.source.text);
    if (bytes <= mostBytes) return;
    found(
      file.program,
      `This file has ${Math.round(bytes / 1_024)} KB (at most 500): whoever loads one part of it loads all.`,
    );
  },
};
