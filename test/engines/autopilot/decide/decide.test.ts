import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { Candidate } from '../../../../engines/autopilot/decide/choice.ts';
import { type DecideInput, decide } from '../../../../engines/autopilot/decide/decide.ts';
import { metricsWith } from '../metrics-with.ts';
import { candidate } from './candidate.ts';

const issue = { ruleId: 'no-var', file: 'src/a.ts' };
const decideOn = (candidates: readonly Candidate[], more: Partial<DecideInput> = {}) =>
  decide({ candidates, issues: [issue, { ...issue, file: 'src/b.ts' }], metrics: metricsWith({ lint: 2 }), ...more });
const only = (one: Candidate, more: Partial<DecideInput> = {}) => {
  const [choice] = decideOn([one], more).choices;
  if (!choice) throw new Error('There is a choice for every candidate.');
  return choice;
};
const all = { isAutomatic: true, recipes: [] };
const named = { isAutomatic: false, recipes: ['fix-it'] };
const rule = (effect: 'deny' | 'review' | 'allow', match: object) => ({
  policy: { rules: [{ effect, match, reason: 'Because.' }] },
});

describe('skipped, with the reason, is a recipe', () => {
  test.each<[string, Candidate, Partial<DecideInput>, string]>([
    [
      'whose condition does not hold',
      candidate({
        trust: 0.9,
        condition: {
          type: 'any',
          rules: [
            { metric: 'security', operator: '>', value: 0 },
            { metric: 'lint', operator: '>=', value: 9 },
          ],
        },
      }),
      {},
      'Its condition does not hold: security > 0 (it is 0) or lint >= 9 (it is 2).',
    ],
    [
      'that resolves nothing that is here',
      candidate({ trust: 0.9, resolves: ['other'] }),
      {},
      'There is no issue that it resolves.',
    ],
    [
      'that is blacklisted',
      candidate({ trust: 0.9, standing: 'blacklisted' }),
      { approval: named },
      'It failed too often in a row and is blacklisted for now.',
    ],
    ['that is trusted too little', candidate({ trust: 0.29 }), { approval: named }, 'Its trust of 0.29 is below 0.3.'],
    [
      'that is not sure of itself',
      candidate({ trust: 0.9, confidence: 0.29 }),
      { approval: named },
      'Its confidence of 0.29 is below 0.3.',
    ],
    [
      'whose trust is no number',
      candidate({ trust: Number.NaN }),
      { approval: named },
      'Its trust of NaN is below 0.3.',
    ],
    [
      'that a policy denies',
      candidate({ trust: 1 }),
      { approval: named, ...rule('deny', { risks: ['low'] }) },
      'A policy denies it: Because.',
    ],
    [
      'whose every file is denied',
      candidate({ trust: 1 }),
      { approval: named, ...rule('deny', { paths: ['src/**'] }) },
      'A policy denies it: Because.',
    ],
  ])('%s', (_, one, more, reason) => {
    expect(only(one, more)).toMatchObject({
      decision: 'skip',
      isIncluded: false,
      isApproved: false,
      reasons: [reason],
    });
  });
});

describe('by trust and confidence', () => {
  test.each([
    [0.8, 0.7, 'execute', undefined],
    [0.799999, 1, 'review', 'known'],
    [1, 0.69, 'review', 'known'],
    [0.6, 0.6, 'review', 'known'],
    [0.59, 1, 'review', 'unproven'],
    [1, 0.59, 'review', 'unproven'],
    [0.5, 0.9, 'review', 'unproven'],
    [0.3, 0.3, 'review', 'unproven'],
  ])('%d and %d are %s %s', (trust, confidence, decision, review) => {
    const choice = only(candidate({ trust, confidence }));
    expect([choice.decision, choice.review]).toEqual([decision, review]);
    expect(choice.isIncluded).toBe(decision === 'execute');
  });
});

describe('a fresh recipe', () => {
  const fresh = candidate({ trust: 0.5, confidence: 0.9 });

  test('waits for a person', () => {
    expect(decideOn([fresh])).toMatchObject({ outcome: 'approval-needed', included: [] });
    expect(only(fresh).reasons).toEqual([
      'Its condition holds: lint > 0 (it is 2), and it resolves 2 of the issues.',
      'Its trust is 0.50 and its confidence 0.90, which is not much yet; it goes without a person from 0.8 and 0.7 on.',
      'Nobody approved it.',
    ]);
  });

  test.each([
    ['all at once', all],
    ['by name', named],
  ])('is carried out when it was approved %s', (_, approval) => {
    expect(decideOn([fresh], { approval })).toMatchObject({ outcome: 'act', included: [{ isApproved: true }] });
  });

  test('is carried out when a policy allows it beforehand', () => {
    expect(only(fresh, rule('allow', { tags: ['style'] }))).toMatchObject({ decision: 'execute', isIncluded: true });
    expect(only(fresh, rule('allow', { paths: ['src/*.ts'] }))).toMatchObject({ decision: 'execute' });
    expect(only(fresh, rule('allow', { paths: ['src/a.ts'] }))).toMatchObject({ decision: 'review' });
  });
});

describe('what has to be approved by name', () => {
  test.each<[string, Candidate, Partial<DecideInput>]>([
    ['probation', candidate({ trust: 0.9, standing: 'probation' }), {}],
    ['policy', candidate({ trust: 0.9 }), rule('review', { recipes: ['fix-it'] })],
    ['policy', candidate({ trust: 0.9 }), rule('review', { paths: ['src/b.ts'] })],
  ])('is a review because of %s', (review, one, more) => {
    expect(only(one, { ...more, approval: all })).toMatchObject({ decision: 'review', review, isIncluded: false });
    expect(only(one, { ...more, approval: named })).toMatchObject({ review, isIncluded: true, isApproved: true });
  });

  test('is probation also where a policy allows', () => {
    const one = candidate({ trust: 0.9, standing: 'probation' });
    expect(only(one, rule('allow', {}))).toMatchObject({ review: 'probation', isIncluded: false });
  });
});

test('a policy may keep a recipe from some files only', () => {
  const choice = only(candidate({ trust: 0.9 }), rule('deny', { paths: ['src/B.ts'] }));
  expect(choice).toMatchObject({ decision: 'execute', deniedPaths: ['src/b.ts'] });
  expect(choice.reasons).toContain('A policy keeps it from src/b.ts.');
});

describe('nothing is done', () => {
  test.each<[string, readonly Candidate[], Partial<DecideInput>]>([
    ['without recipes', [], {}],
    ['without issues', [candidate({ trust: 1, resolves: ['no-var'] })], { issues: [], metrics: metricsWith({}) }],
    ['where all is skipped', [candidate({ trust: 0.2 })], {}],
  ])('%s', (_, candidates, more) => {
    expect(decideOn(candidates, more)).toMatchObject({
      outcome: 'noop',
      explanation: 'Nothing here can be fixed by the recipes that may be used.',
    });
  });
});

test('a recipe that names no issues is used by its condition alone', () => {
  expect(only(candidate({ trust: 0.9, resolves: [] })).reasons[0]).toBe('Its condition holds: lint > 0 (it is 2).');
});

test('the order is by trust, then confidence, each in twentieths, then priority, then id', () => {
  const told = decideOn([
    candidate({ id: 'less-trust', trust: 0.84, confidence: 1, priority: 100 }),
    candidate({ id: 'bb', trust: 0.89, confidence: 0.8, priority: 1 }),
    candidate({ id: 'aa', trust: 0.86, confidence: 0.84, priority: 1 }),
    candidate({ id: 'urgent', trust: 0.85, confidence: 0.81, priority: 9 }),
    candidate({ id: 'sure', trust: 0.85, confidence: 0.85, priority: 0 }),
  ]);
  expect(told.included.map(({ recipeId }) => recipeId)).toEqual(['sure', 'urgent', 'aa', 'bb', 'less-trust']);
  expect(told.explanation).toBe('Of 5 recipes 5 are carried out and 0 wait for approval.');
});

const number = fc.integer({ min: 10, max: 100 }).map((value) => value / 100);
const anyCandidate = fc
  .record({ id: fc.stringMatching(/^[a-d][a-d]$/), trust: number, confidence: number, priority: fc.nat(3) })
  .map((some) => candidate(some));
const anyCandidates = fc.uniqueArray(anyCandidate, { maxLength: 12, selector: ({ recipe }) => recipe.id });

test('the same recipes in another order are the same decision, and every choice has its reasons', () => {
  const shuffled = anyCandidates.chain((some) =>
    fc.tuple(fc.constant(some), fc.shuffledSubarray(some, { minLength: some.length })),
  );
  fc.assert(
    fc.property(shuffled, ([some, mixed]) => {
      expect(decideOn(mixed)).toEqual(decideOn(some));
      for (const { reasons } of decideOn(some).choices) expect(reasons.length).toBeGreaterThan(0);
    }),
  );
});

test('whatever else is said, what a policy denies is not carried out', () => {
  const effect = fc.constantFrom('deny' as const, 'review' as const, 'allow' as const);
  fc.assert(
    fc.property(anyCandidates, fc.array(effect), (some, effects) => {
      const rules = [...effects, 'deny' as const].map((each) => ({ effect: each, match: {}, reason: 'x' }));
      const approval = { isAutomatic: true, recipes: some.map(({ recipe }) => recipe.id) };
      expect(decideOn(some, { policy: { rules }, approval }).included).toEqual([]);
    }),
  );
});
