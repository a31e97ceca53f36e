import { describe, expect, it } from 'vitest';
import { contentFindings } from '../../../../../lambdas/guardian-runner/audit/suites/content.ts';
import { mobileFindings } from '../../../../../lambdas/guardian-runner/audit/suites/mobile.ts';
import { seoFindings } from '../../../../../lambdas/guardian-runner/audit/suites/seo.ts';

const rulesOf = (findings: readonly { ruleId: string; severity: string }[]) =>
  findings.map(({ ruleId, severity }) => `${severity} ${ruleId}`);

describe('contentFindings', () => {
  const fine = {
    status: 200,
    didFinishLoading: true,
    htmlLength: 5000,
    elements: 60,
    title: 'Shop',
    text: 'Welcome to the shop',
    hasMedia: true,
    errorBoundary: null,
    pageErrors: [],
    consoleErrors: [],
  };
  const rules = (facts: Partial<typeof fine>) => rulesOf(contentFindings({ ...fine, ...facts }));

  it('finds nothing on a page that works', () => expect(rules({})).toEqual([]));

  it.each([{ htmlLength: 99 }, { elements: 4 }, { text: '', hasMedia: false }])(
    'sees a white screen in %j',
    (facts) => {
      expect(rules(facts)).toEqual(['critical white-screen']);
    },
  );

  it('takes a page of one picture for a page', () => expect(rules({ text: '' })).toEqual([]));

  it.each([
    ['404 Not Found\nnginx', 'default-404'],
    ['Not Found\nThe requested URL was not found on this server.', 'default-404'],
    ['Cannot GET /shop', 'default-404'],
    ['404\nThis page could not be found.', 'default-404'],
    ['Application error: a client-side exception has occurred (see the console).', 'error-boundary'],
    ["We're sorry, but something went wrong.", 'error-boundary'],
    ['Whitelabel Error Page', 'error-boundary'],
  ])('knows the default page "%s"', (text, rule) => expect(rules({ text })).toEqual([`critical ${rule}`]));

  it('does not take an article about errors for one', () => {
    expect(rules({ text: 'How to fix "Cannot GET /" in Express, and what a 404 means' })).toEqual([]);
  });

  it('reports an overlay, a bad status and a page that never finishes', () => {
    const overlay = contentFindings({ ...fine, errorBoundary: 'vite-error-overlay' });
    expect(rulesOf(overlay)).toEqual(['critical error-boundary']);
    expect(rules({ status: 503 })).toEqual(['critical http-status']);
    expect(rules({ didFinishLoading: false })).toEqual(['high never-finished-loading']);
  });

  it('reports every exception and every logged error', () => {
    const consoleErrors = [{ text: 'no', url: 'https://a.example/a.js' }];
    expect(rulesOf(contentFindings({ ...fine, pageErrors: ['boom'], consoleErrors }))).toEqual([
      'critical uncaught-exception',
      'high console-error',
    ]);
  });
});

describe('seoFindings', () => {
  const fine = {
    title: 'Shop',
    description: 'All we sell.',
    canonical: 'https://a.example/',
    robots: null,
    robotsHeader: null,
  };

  it.each([
    [{}, []],
    [{ title: ' ' }, ['high title-missing']],
    [{ title: 'a'.repeat(60) }, []],
    [{ title: 'a'.repeat(61) }, ['low title-too-long']],
    [{ description: null }, ['high description-missing']],
    [{ description: '' }, ['high description-missing']],
    [{ canonical: null }, ['medium canonical-missing']],
    [{ robots: 'noindex, follow' }, ['high noindex']],
    [{ robotsHeader: 'none' }, ['high noindex']],
    [{ robots: 'index, follow' }, []],
  ])('judges %j', (facts, expected) => expect(rulesOf(seoFindings({ ...fine, ...facts }))).toEqual(expected));
});

describe('mobileFindings', () => {
  const fine = { viewport: 'width=device-width, initial-scale=1', overflow: 0, smallTargets: [] };

  it.each([
    [{}, []],
    [{ viewport: null }, ['critical viewport-missing']],
    [{ viewport: 'initial-scale=1' }, ['critical viewport-missing']],
    [{ overflow: 200 }, ['high horizontal-scroll']],
    [{ smallTargets: [{ selector: 'a', snippet: '<a>' }] }, ['medium tap-target-small']],
  ])('judges %j', (facts, expected) => expect(rulesOf(mobileFindings({ ...fine, ...facts }))).toEqual(expected));
});
