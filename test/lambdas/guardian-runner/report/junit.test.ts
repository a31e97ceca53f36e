import { XMLParser, XMLValidator } from 'fast-xml-parser';
import { expect, test } from 'vitest';
import * as z from 'zod';
import { renderJunit } from '../../../../lambdas/guardian-runner/report/junit.ts';
import { hostile, sampleReport } from './sample-report.ts';

const Failure = z.object({ message: z.string(), type: z.string() });
const Case = z.object({
  name: z.string(),
  classname: z.string(),
  failure: Failure.optional(),
  skipped: z.unknown().optional(),
});
const Document = z.object({
  testsuites: z.object({
    tests: z.coerce.number(),
    failures: z.coerce.number(),
    testsuite: z.array(z.object({ name: z.string(), failures: z.coerce.number(), testcase: z.array(Case) })),
  }),
});

function parse(xml: string) {
  expect(XMLValidator.validate(xml)).toBe(true);
  const isArray = (name: string) => name === 'testsuite' || name === 'testcase';
  const parser = new XMLParser({ ignoreAttributes: false, attributeNamePrefix: '', isArray });
  return Document.parse(parser.parse(xml)).testsuites;
}

test('critical and high findings fail their case, the gate says why, and the totals add up', () => {
  const report = sampleReport({ pass: false, status: 'failed', reasons: ['Overall score 66 is below 70.'] });
  const suites = parse(renderJunit(report));
  const serious = report.issues.filter(({ severity }) => severity === 'critical' || severity === 'high');
  expect(suites.failures).toBe(serious.length + 1);
  expect(suites.testsuite[0]).toMatchObject({ name: 'gate', failures: 1 });
  expect(suites.testsuite[0]?.testcase[0]?.failure?.message).toBe('Overall score 66 is below 70.');
  expect(suites.tests).toBe(suites.testsuite.reduce((sum, suite) => sum + suite.testcase.length, 0));
});

test('a page that passes has no failure, and every suite has a case', () => {
  const suites = parse(renderJunit(sampleReport({ pass: true, status: 'passed', reasons: [], issues: [] })));
  expect(suites.failures).toBe(0);
  expect(suites.testsuite.every(({ testcase }) => testcase.length > 0)).toBe(true);
});

test('a suite that could not be measured is skipped, not passed', () => {
  const suites = parse(renderJunit(sampleReport({ suites: ['seo'], unmeasured: ['seo'], issues: [] })));
  const seo = suites.testsuite.find(({ name }) => name === 'seo');
  expect(seo?.testcase[0]).toHaveProperty('skipped');
});

test('what a hostile page says stays text', () => {
  const xml = renderJunit(sampleReport({ url: `https://shop.example/?${hostile}` }));
  parse(xml);
  expect(xml).not.toContain('<script');
});
