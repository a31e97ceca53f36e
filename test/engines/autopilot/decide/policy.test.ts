import { describe, expect, test } from 'vitest';
import { ApprovalPolicy, type CompiledPolicy, compilePolicy } from '../../../../engines/autopilot/decide/policy.ts';
import { whyFileIsDenied } from '../../../../engines/autopilot/decide/policy-on-places.ts';

const recipe: Parameters<CompiledPolicy['verdictOn']>[0] = { id: 'rr', tags: ['style', 'safe'], risk: 'low' };
const policyOf = (...rules: readonly (readonly ['deny' | 'review' | 'allow', object])[]) =>
  compilePolicy(
    ApprovalPolicy.parse({ rules: rules.map(([effect, match], at) => ({ effect, match, reason: `${at}` })) }),
  );

test.each([
  ['an effect that there is not', { effect: 'maybe', match: {}, reason: 'x' }],
  ['no reason', { effect: 'deny', match: {} }],
  ['a misspelled member', { effect: 'deny', match: { path: ['src/**'] }, reason: 'x' }],
  ['a glob that takes away', { effect: 'deny', match: { paths: ['!src/**'] }, reason: 'x' }],
  ['an empty list, which would fit nothing', { effect: 'deny', match: { recipes: [] }, reason: 'x' }],
])('a policy with %s is refused', (_, rule) => {
  expect(ApprovalPolicy.safeParse({ rules: [rule] }).success).toBe(false);
});

test('any deny wins, then any review, then allow; of two the first gives the reason', () => {
  expect(policyOf(['allow', {}], ['review', {}], ['deny', {}], ['deny', {}]).verdictOn(recipe)).toEqual({
    effect: 'deny',
    reason: '2',
  });
  expect(policyOf(['allow', {}], ['review', {}]).verdictOn(recipe)?.effect).toBe('review');
  expect(policyOf(['allow', {}]).verdictOn(recipe)?.effect).toBe('allow');
  expect(policyOf().verdictOn(recipe)).toBeUndefined();
});

describe('a rule fits where all that it says does:', () => {
  test.each([
    [{ recipes: ['qq', 'rr'] }, true],
    [{ recipes: ['qq'] }, false],
    [{ tags: ['x', 'safe'] }, true],
    [{ tags: ['x'] }, false],
    [{ risks: ['low', 'high'] }, true],
    [{ risks: ['high'] }, false],
    [{ recipes: ['rr'], tags: ['x'] }, false],
    [{ paths: ['src/**'] }, true],
    [{ paths: ['SRC/**'] }, true],
    [{ paths: ['lib/**'] }, false],
    [{ paths: ['src/**'], risks: ['high'] }, false],
  ])('%j: %j', (match, fits) => {
    expect(policyOf(['deny', match]).verdictOn(recipe, 'src/a.ts') !== undefined).toBe(fits);
  });

  test('a rule about files says nothing of the recipe as a whole', () => {
    expect(policyOf(['deny', { paths: ['**'] }]).verdictOn(recipe)).toBeUndefined();
  });

  test('what forbids fits an odd path, what allows does not', () => {
    const odd = 'lib/../src/a.ts';
    expect(policyOf(['deny', { paths: ['src/**'] }]).verdictOn(recipe, odd)?.effect).toBe('deny');
    expect(policyOf(['allow', { paths: ['src/**'] }]).verdictOn(recipe, 'SRC/a.ts')).toBeUndefined();
  });
});

test('a file that was really changed is asked for again', () => {
  const policy = policyOf(['deny', { paths: ['lib/**'] }], ['review', { paths: ['src/**'] }]);
  const why = (path: string, isApprovedByName: boolean) => whyFileIsDenied(policy, recipe, { path, isApprovedByName });
  expect(why('lib/a.ts', true)).toBe('A policy keeps rr from lib/a.ts: 0');
  expect(why('src/a.ts', false)).toBe('A policy asks for a person where rr changes src/a.ts: 1');
  expect(why('src/a.ts', true)).toBeUndefined();
  expect(why('bin/a.ts', false)).toBeUndefined();
});
