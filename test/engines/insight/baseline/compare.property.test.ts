import fc from 'fast-check';
import { expect, test } from 'vitest';
import { type BaselineIssue, baselineOf } from '../../../../engines/insight/baseline/baseline.ts';
import { compareWithBaseline } from '../../../../engines/insight/baseline/compare.ts';
import { fingerprintsOf } from '../../../../engines/insight/baseline/fingerprint.ts';
import { type Draft, severities } from '../../../../engines/insight/issue.ts';
import { analysisOf } from '../sample-analysis.ts';

/** Few values, so that much is alike. */
const Drafts = fc.array(
  fc.record({
    file: fc.constantFrom('a.ts', 'b.ts', 'lib/a.ts', 'lib/c.ts'),
    line: fc.integer({ min: 1, max: 40 }),
    column: fc.integer({ min: 1, max: 3 }),
    severity: fc.constantFrom(...severities),
    ruleId: fc.constantFrom('no-eval', 'no-new'),
    detector: fc.constantFrom('security' as const, 'lint' as const),
    message: fc.constantFrom('One thing.', 'Another thing.'),
    codeSnippet: fc.constantFrom('eval(a)', 'eval(b)', 'eval(c)'),
  }),
  { maxLength: 40 },
);
type Drafts = readonly Partial<Draft>[];

const compare = (before: Drafts, now: Drafts) => compareWithBaseline(analysisOf(now), baselineOf(analysisOf(before)));

function expectAllUnchanged(before: Drafts, now: Drafts) {
  const compared = compare(before, now);
  expect([compared.new, compared.resolved, compared.unknown]).toEqual([[], [], []]);
  expect(compared.unchanged).toHaveLength(analysisOf(now).issues.length);
}

test('a tree compared with itself is unchanged, in whatever order its baseline is', () => {
  fc.assert(
    fc.property(Drafts, fc.nat(), (drafts, seed) => {
      expectAllUnchanged(drafts, drafts);
      const { issues } = baselineOf(analysisOf(drafts));
      const turned = [...issues.slice(seed % (issues.length + 1)), ...issues.slice(0, seed % (issues.length + 1))];
      const compared = compareWithBaseline(analysisOf(drafts), { version: 1, issues: turned.toReversed() });
      expect([compared.new, compared.resolved]).toEqual([[], []]);
    }),
  );
});

test('lines inserted above everything change nothing', () => {
  fc.assert(
    fc.property(Drafts, fc.integer({ min: 0, max: 500 }), (drafts, by) => {
      expectAllUnchanged(
        drafts,
        drafts.map((each) => ({ ...each, line: each.line + by })),
      );
    }),
  );
});

test('renamed files change nothing, whatever their new names', () => {
  const Names = fc.uniqueArray(fc.stringMatching(/^[xyz]{1,3}\.ts$/), { minLength: 4, maxLength: 4 });
  fc.assert(
    fc.property(Drafts, Names, (drafts, names) => {
      const files = [...new Set(drafts.map(({ file }) => file))];
      const renamed = drafts.map((each) => ({ ...each, file: names[files.indexOf(each.file)] ?? each.file }));
      expectAllUnchanged(drafts, renamed);
    }),
  );
});

test('a folder that moved while its files grew changes nothing', () => {
  fc.assert(
    fc.property(Drafts, fc.integer({ min: 0, max: 500 }), (drafts, by) => {
      const own = drafts.filter(({ file }) => !file.startsWith('lib/'));
      expectAllUnchanged(
        own,
        own.map((each) => ({ ...each, file: `src/${each.file}`, line: each.line + by })),
      );
    }),
  );
});

test('of any two trees each issue is counted once, and matches one of its own rule', () => {
  const rulesOf = (issues: readonly Pick<BaselineIssue, 'detector' | 'ruleId'>[]) =>
    issues.map(({ detector, ruleId }) => `${detector}/${ruleId}`).toSorted();
  fc.assert(
    fc.property(Drafts, Drafts, (before, now) => {
      const [old, young] = [analysisOf(before).issues, analysisOf(now).issues];
      const compared = compare(before, now);
      expect(compared.new.length + compared.unchanged.length).toBe(young.length);
      expect(compared.resolved.length + compared.unchanged.length).toBe(old.length);
      expect(rulesOf([...compared.resolved, ...compared.unchanged])).toEqual(rulesOf(old));
      expect(compare(before, now)).toEqual(compared);
    }),
  );
});

test('code that is new everywhere is never unchanged far from where something was', () => {
  fc.assert(
    fc.property(Drafts, (before) => {
      const young = { file: 'a.ts', line: 400, codeSnippet: 'never()', message: 'Never said.' };
      const compared = compare(before, [...before, young]);
      expect(compared.new.map((issue) => fingerprintsOf(issue).content)).toHaveLength(1);
      expect(compared.new[0]).toMatchObject(young);
    }),
  );
});
