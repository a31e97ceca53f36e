import { describe, expect, test } from 'vitest';
import type { ReportInput } from '../../../../engines/insight/report/input.ts';
import { renderSarif } from '../../../../engines/insight/report/sarif.ts';
import { validSarif } from '../../../shared/valid-sarif.ts';
import { analysisOf } from '../sample-analysis.ts';
import { hostileInput, sampleInput } from './sample-input.ts';
import { SarifLog } from './sarif-schema.ts';

const runOf = (input: ReportInput) => SarifLog.parse(validSarif(JSON.parse(renderSarif(input)))).runs[0];
const ofDrafts = (...drafts: Parameters<typeof analysisOf>[0]) =>
  runOf({ analysis: analysisOf(drafts), project: 'shop' });

describe('a SARIF log', () => {
  test('of nothing is valid, and says so', () => {
    expect(ofDrafts()).toMatchObject({ results: [], artifacts: [], tool: { driver: { rules: [] } } });
  });

  test('is valid whatever the texts are, and they stay what they are', () => {
    const run = runOf(hostileInput());
    expect(run.results).toHaveLength(10);
    expect(run.versionControlProvenance).toBeUndefined();
  });

  test('has every rule once, in order, and every result points at its rule and its artifact', () => {
    const { tool, results, artifacts } = runOf(sampleInput());
    const ids = tool.driver.rules.map(({ id }) => id);
    expect(ids).toEqual([...new Set(ids)].toSorted());
    for (const { ruleId, ruleIndex, locations } of results) {
      expect(ids[ruleIndex]).toBe(ruleId);
      const place = locations[0]?.physicalLocation.artifactLocation;
      expect(artifacts[place?.index ?? -1]?.location.uri).toBe(place?.uri);
    }
  });

  test('has the level that an editor shows the severity with, and the state of each', () => {
    const said = runOf(sampleInput()).results.map(
      ({ ruleId, level, baselineState }) => `${level} ${baselineState} ${ruleId}`,
    );
    expect(said).toEqual([
      'note unchanged package/unused-dependency',
      'note unchanged lint/sort-imports',
      'error new security/sql-injection',
      'warning new complexity/cognitive-complexity',
      'note unchanged performance/spread-in-reduce',
    ]);
    const [result] = ofDrafts({}).results;
    expect(result?.baselineState).toBeUndefined();
  });

  test('says what a rule is like: the worst of what it found, how sure it is, and for security, how bad', () => {
    const { tool } = ofDrafts(
      { confidence: 55 },
      { line: 9, severity: 'critical', suggestion: 'Parse it.' },
      { ruleId: 'b', detector: 'lint' },
    );
    expect(tool.driver.rules).toMatchObject([
      {
        id: 'lint/b',
        defaultConfiguration: { level: 'warning' },
        properties: { tags: ['lint', 'injection'], precision: 'very-high' },
      },
      {
        ...{
          id: 'security/no-eval',
          name: 'NoEval',
          shortDescription: { text: 'No eval' },
          help: { text: 'Parse it.' },
        },
        ...{
          defaultConfiguration: { level: 'error' },
          properties: { precision: 'medium', 'security-severity': '9.5' },
        },
      },
    ]);
    expect(tool.driver.rules[0]?.properties).not.toHaveProperty('security-severity');
  });

  test('encodes paths, so that none is taken for an address', () => {
    const uris = ofDrafts({ file: 'a:b/c d#e?f%.ts' }, { file: 'src/\ud800/ü.ts' }).artifacts.map(
      ({ location }) => location.uri,
    );
    expect(uris).toEqual(['a%3Ab/c%20d%23e%3Ff%25.ts', 'src/%EF%BF%BD/%C3%BC.ts']);
  });

  test('has messages without placeholders and without links', () => {
    const [result] = ofDrafts({ message: 'See {0} and [here](https://bad.example).' }).results;
    expect(result?.message.text).toBe('See {{0}} and [here] (https://bad.example).');
  });

  test('tells the same code in one file apart, and does not depend on its lines', () => {
    const hashesOf = (by: number) =>
      ofDrafts({ line: by }, { line: by + 5 }, { line: by + 9, codeSnippet: 'eval(b)' }).results.map(
        ({ partialFingerprints }) => partialFingerprints.primaryLocationLineHash,
      );
    expect(new Set(hashesOf(1)).size).toBe(3);
    expect(hashesOf(100)).toEqual(hashesOf(1));
  });

  test('tells of what could not be looked at', () => {
    expect(runOf(sampleInput()).invocations).toMatchObject([
      {
        executionSuccessful: true,
        endTimeUtc: '2026-11-22T10:00:00.000Z',
        toolExecutionNotifications: [
          { level: 'error', message: { text: 'The detector typescript failed: It took longer than 10 seconds.' } },
          { level: 'note', descriptor: { id: 'file-skipped' }, message: { text: expect.stringContaining('so long') } },
        ],
      },
    ]);
  });

  test('has suppressions on all results when they were kept, and else on none', () => {
    const { issues } = analysisOf([{ ruleId: 'hidden' }]);
    const suppressions = issues.map((issue) => ({ issue, reason: 'It is a test.' }));
    const analysis = { ...analysisOf([{}]), suppressions };
    expect(runOf({ analysis, project: 'shop' }).results.map((result) => result.suppressions)).toEqual([
      [],
      [{ kind: 'inSource', justification: 'It is a test.' }],
    ]);
    expect(ofDrafts({}).results[0]?.suppressions).toBeUndefined();
  });

  test('says of which repository and commit it is', () => {
    expect(runOf(sampleInput()).versionControlProvenance).toMatchObject([
      { repositoryUri: 'https://git.example/acme/shop', revisionId: expect.stringMatching(/^3f2c9a1b/) },
    ]);
  });
});
