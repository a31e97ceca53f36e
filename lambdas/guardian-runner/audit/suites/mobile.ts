import type { Finding, Place } from '../finding.ts';

export interface MobileFacts {
  readonly viewport: string | null;
  /** CSS pixels by which the page is wider than the screen. */
  readonly overflow: number;
  readonly smallTargets: readonly Place[];
}

/** Does the page fit a phone and a thumb? Only meaningful when it was loaded as one. */
export function mobileFindings(facts: MobileFacts): Finding[] {
  const findings: Finding[] = [];
  if (!/\bwidth\s*=/.test(facts.viewport ?? '')) {
    findings.push({
      ...mobile('viewport-missing', 'critical', 'The page has no mobile viewport'),
      message: 'Without a viewport meta tag phones show a shrunken desktop page.',
      suggestion: 'Add <meta name="viewport" content="width=device-width, initial-scale=1">.',
      canBeHandedToAutopilot: true,
    });
  }
  if (facts.overflow > 1) {
    findings.push({
      ...mobile('horizontal-scroll', 'high', 'The page scrolls sideways'),
      message: 'The content is wider than the screen.',
    });
  }
  if (facts.smallTargets.length > 0) {
    findings.push({
      ...mobile('tap-target-small', 'medium', 'Links or buttons are too small to tap'),
      message: 'Tap targets should measure at least 48 by 48 pixels.',
      helpUrl: 'https://web.dev/articles/accessible-tap-targets',
      places: facts.smallTargets,
    });
  }
  return findings;
}

function mobile(ruleId: string, severity: Finding['severity'], title: string) {
  return { suite: 'mobile', ruleId, severity, title } as const;
}
