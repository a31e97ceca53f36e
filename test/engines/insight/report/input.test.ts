import { expect, test } from 'vitest';
import { countOf, mostUrgentFirst, reportedIssues, withCommas } from '../../../../engines/insight/report/input.ts';
import { analysisOf } from '../sample-analysis.ts';
import { sampleInput } from './sample-input.ts';

test('new issues come before unchanged ones, then the most severe, then the surest, then as they were', () => {
  const issues = reportedIssues(sampleInput());
  expect(mostUrgentFirst(issues).map(({ state, severity }) => `${state} ${severity}`)).toEqual([
    ...['new critical', 'new high', 'unchanged medium', 'unchanged low', 'unchanged info'],
  ]);
  const { issues: equal } = analysisOf([{ line: 1, confidence: 80 }, { line: 2 }, { line: 3, confidence: 80 }]);
  expect(mostUrgentFirst(equal).map(({ line }) => line)).toEqual([2, 1, 3]);
});

test('without a comparison issues have no state', () => {
  const analysis = analysisOf([{}]);
  expect(reportedIssues({ analysis })).toEqual(analysis.issues);
});

test('numbers are written as people write them', () => {
  expect([0, 999, 1_000, 1_234_567].map(withCommas)).toEqual(['0', '999', '1,000', '1,234,567']);
  expect([0, 1, 2_000].map((count) => countOf(count, 'issue'))).toEqual(['0 issues', '1 issue', '2,000 issues']);
});
