import { describe, expect, it } from 'vitest';
import * as z from 'zod';
import { renderSarif } from '../../../../lambdas/guardian-runner/report/sarif.ts';
import { validSarif } from '../../../shared/valid-sarif.ts';
import { sampleReport } from './sample-report.ts';

// The parts of https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json that we use.
const Message = z.strictObject({ text: z.string().min(1) });
const Level = z.enum(['none', 'note', 'warning', 'error']);
const SarifSchema = z.strictObject({
  $schema: z.url(),
  version: z.literal('2.1.0'),
  runs: z.tuple([
    z.strictObject({
      tool: z.strictObject({
        driver: z.strictObject({
          name: z.string(),
          rules: z.array(
            z.strictObject({
              id: z.string(),
              shortDescription: Message,
              helpUri: z.url().optional(),
              defaultConfiguration: z.strictObject({ level: Level }),
              properties: z.looseObject({ tags: z.array(z.string()) }),
            }),
          ),
        }),
      }),
      automationDetails: z.strictObject({ id: z.string() }),
      invocations: z.array(
        z.strictObject({
          executionSuccessful: z.boolean(),
          startTimeUtc: z.iso.datetime(),
          endTimeUtc: z.iso.datetime(),
          toolExecutionNotifications: z
            .array(z.strictObject({ level: Level, descriptor: z.strictObject({ id: z.string() }), message: Message }))
            .optional(),
        }),
      ),
      results: z.array(
        z.strictObject({
          ruleId: z.string(),
          ruleIndex: z.int().nonnegative(),
          kind: z.enum(['fail', 'review']),
          level: Level,
          message: Message,
          locations: z.array(
            z.strictObject({
              physicalLocation: z.strictObject({
                artifactLocation: z.strictObject({ uri: z.url() }),
                region: z.strictObject({ startLine: z.int().positive(), snippet: Message }).optional(),
              }),
              logicalLocations: z.array(z.strictObject({ name: z.string(), kind: z.string() })).optional(),
            }),
          ),
          partialFingerprints: z.record(z.string(), z.string()),
          properties: z.record(z.string(), z.unknown()),
        }),
      ),
      columnKind: z.literal('utf16CodeUnits'),
    }),
  ]),
});

describe('renderSarif', () => {
  const report = sampleReport();
  const [run] = SarifSchema.parse(validSarif(renderSarif(report))).runs;

  it('has every rule once and every result pointing at its rule', () => {
    const ids = run.tool.driver.rules.map((rule) => rule.id);
    expect(ids).toEqual([...new Set(ids)].sort());
    for (const result of run.results) expect(ids[result.ruleIndex]).toBe(result.ruleId);
  });

  it('maps severities to levels', () => {
    const levels = run.results.map((result) => `${result.ruleId} ${result.level} ${result.kind}`);
    expect(levels).toEqual([
      'accessibility/image-alt error fail',
      'security/csp-missing error fail',
      'seo/canonical-missing warning fail',
      'seo/title-too-long note fail',
      'security/referrer note fail',
      'accessibility/color-contrast none review',
    ]);
  });

  it('carries fingerprint, place and markup', () => {
    expect(run.results[0]).toMatchObject({
      partialFingerprints: { 'guardianFingerprint/v1': report.issues[0]?.fingerprint },
      locations: [
        {
          physicalLocation: {
            artifactLocation: { uri: 'https://a.example/shop' },
            region: { snippet: { text: '<img src="a.png">' } },
          },
          logicalLocations: [{ name: 'main > img', kind: 'element' }],
        },
      ],
    });
  });

  it('says when there was no page to test', () => {
    const failure = { code: 'unknown-host', detail: 'a.example has no address.' };
    const failed = SarifSchema.parse(
      renderSarif(sampleReport({ status: 'unreachable', failure, issues: [], needsReview: [] })),
    );
    expect(failed.runs[0].invocations).toMatchObject([
      { executionSuccessful: false, toolExecutionNotifications: [{ descriptor: { id: 'unknown-host' } }] },
    ]);
    expect(failed.runs[0].results).toEqual([]);
  });
});
