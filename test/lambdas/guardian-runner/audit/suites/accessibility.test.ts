import { describe, expect, it } from 'vitest';
import {
  type AxeRule,
  accessibilityFindings,
  accessibilityImpacts,
} from '../../../../../lambdas/guardian-runner/audit/suites/accessibility.ts';

// https://github.com/dequelabs/axe-core/blob/develop/doc/API.md#results-object
const rule: AxeRule = {
  id: 'image-alt',
  impact: 'critical',
  help: 'Images must have alternative text',
  description: 'Ensure images have alternative text',
  helpUrl: 'https://dequeuniversity.com/rules/axe/4.11/image-alt',
  nodes: [
    {
      target: [['#app', 'img']],
      html: '<img>',
      failureSummary: 'Fix any of the following:\n  No alt attribute\n  No aria-label\n  No title\n  No role\n',
    },
    { target: ['footer > img'], html: '<img class="x">' },
  ],
};

describe('accessibilityFindings', () => {
  it('makes one finding of a rule, with all its places', () => {
    expect(accessibilityFindings([rule])).toMatchObject([
      {
        suite: 'accessibility',
        ruleId: 'image-alt',
        severity: 'critical',
        nodes: 2,
        places: [{ selector: '#app img' }, { selector: 'footer > img' }],
        suggestion: 'Correct one of these: No alt attribute; No aria-label; No title.',
        canBeHandedToAutopilot: true,
      },
    ]);
  });

  it.each([
    ['minor', 'low'],
    ['moderate', 'medium'],
    ['serious', 'high'],
    ['critical', 'critical'],
    [null, 'low'],
  ] as const)('turns impact %s into severity %s', (impact, severity) => {
    expect(accessibilityFindings([{ ...rule, impact }])).toMatchObject([{ severity }]);
  });

  it('counts nodes by impact for the score', () => {
    expect(accessibilityImpacts([rule, { ...rule, impact: null }])).toEqual([
      { impact: 'critical', nodes: 2 },
      { impact: 'minor', nodes: 2 },
    ]);
  });
});
