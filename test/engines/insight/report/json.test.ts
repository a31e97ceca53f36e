import { expect, test } from 'vitest';
import * as z from 'zod';
import { JsonReport, renderJson } from '../../../../engines/insight/report/json.ts';
import { analysisOf } from '../sample-analysis.ts';
import { hostileInput, sampleInput } from './sample-input.ts';

const parse = (text: string) => JsonReport.parse(JSON.parse(text));

test('a report is what its schema says, and has all that went in', () => {
  const report = parse(renderJson(sampleInput()));
  expect(report).toMatchObject({
    ...{ schemaVersion: '1.0', project: 'shop', analysedAt: '2026-11-22T10:00:00.000Z' },
    summary: { issues: 5, riskScore: 26, suppressed: 0, files: { analysed: 12, lines: 3_400 } },
    comparison: { counts: { new: 2, unchanged: 3, resolved: 1, unknown: 1 }, resolved: [{ file: 'src/old.ts' }] },
    skipped: [{ path: 'dist/app.min.js' }],
  });
  expect(report.issues.map(({ state, ruleId }) => `${state} ${ruleId}`)).toContain('new sql-injection');
});

test('a report without a comparison says nothing of states', () => {
  const report = parse(renderJson({ analysis: analysisOf([{}]), project: 'shop' }));
  expect(report.comparison).toBeUndefined();
  expect(report.issues[0]).not.toHaveProperty('state');
  expect(report.issues[0]?.fingerprints.content).toMatch(/^[0-9a-f]{20}$/);
});

test('a report survives hostile texts, and is the same every time', () => {
  const text = renderJson(hostileInput());
  expect(parse(text).issues).toHaveLength(5);
  expect(renderJson(hostileInput())).toBe(text);
});

test('the order of members does not depend on the order in which they were given', () => {
  const input = sampleInput();
  const [first, ...rest] = Object.entries(input.analysis);
  const turned = { ...Object.fromEntries(rest), ...Object.fromEntries(first ? [first] : []) };
  expect(renderJson({ ...input, analysis: z.custom<typeof input.analysis>().parse(turned) })).toBe(renderJson(input));
});

test('the schema can be published as JSON Schema', () => {
  expect(z.toJSONSchema(JsonReport)).toMatchObject({ type: 'object', required: expect.arrayContaining(['issues']) });
});
