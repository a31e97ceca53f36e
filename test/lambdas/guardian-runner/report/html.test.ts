import { describe, expect, it } from 'vitest';
import { toIssues } from '../../../../lambdas/guardian-runner/audit/finding.ts';
import { renderHtml } from '../../../../lambdas/guardian-runner/report/html.ts';
import { GuardianReport } from '../../../../lambdas/guardian-runner/report/report.ts';
import { webLink } from '../../../../lambdas/guardian-runner/report/web-link.ts';
import { escapeHtml } from '../../../../shared/html.ts';
import { html } from '../../../../shared/markup.ts';
import { hostile, sampleReport } from './sample-report.ts';

describe('markup', () => {
  it('escapes text for elements and attributes', () => {
    expect(escapeHtml(`<a href="x" title='y'>&`)).toBe('&lt;a href=&quot;x&quot; title=&#39;y&#39;&gt;&amp;');
  });

  it('shows characters that could turn a text around', () => {
    expect(escapeHtml('a\u0000b\u202ec\n')).toBe('a\ufffdb\ufffdc\n');
  });

  it('escapes what goes into a template, but not twice', () => {
    const inner = html`<b>${'<i>'}</b>`;
    expect(html`<p>${inner}${[inner, 1, '&']}${undefined}</p>`.toString()).toBe(
      '<p><b>&lt;i&gt;</b><b>&lt;i&gt;</b>1&amp;</p>',
    );
  });

  it('links only to the web', () => {
    expect(webLink('https://a.example/"', 'x')?.toString()).toBe(
      '<a href="https://a.example/&quot;" rel="noopener noreferrer">x</a>',
    );
    expect(webLink('javascript:alert(1)', 'x')).toBeUndefined();
    expect(webLink(undefined, 'x')).toBeUndefined();
  });
});

describe('renderHtml', () => {
  it('says the verdict, the scores, the findings and how to fix them', () => {
    const page = renderHtml(sampleReport());
    for (const text of [
      '<title>Guardian: a.example failed</title>',
      'This page does not pass',
      '1 critical accessibility finding.',
      'aria-label="Accessibility: 70 of 100"',
      'Images must have alternative text',
      'Add an alt attribute.',
      'Needs review',
      'over budget',
      '&lt;img src=&quot;a.png&quot;&gt;',
    ]) {
      expect(page).toContain(text);
    }
    expect(page).not.toContain('Best practices</span>');
  });

  it('needs nothing from elsewhere and runs nothing', () => {
    const page = renderHtml(sampleReport(), { contentType: 'image/jpeg', bytes: Buffer.from('picture') });
    expect(page).toContain(`src="data:image/jpeg;base64,${Buffer.from('picture').toString('base64')}"`);
    expect(page).toContain("default-src 'none'");
    expect(page).not.toMatch(/<script|<link|<iframe|@import|url\(|\son\w+=/i);
    expect(page.match(/\bsrc="(?!data:)/g)).toBeNull();
  });

  it('lets nothing in the report become markup', () => {
    const finding = { title: hostile, message: hostile, suggestion: hostile, ruleId: hostile, subject: hostile };
    const places = [{ selector: hostile, snippet: hostile }];
    const bad = toIssues([{ ...finding, suite: 'seo', severity: 'critical', places }], 'https://a.example/');
    const page = renderHtml(
      sampleReport({
        url: `https://a.example/${hostile}`,
        finalUrl: `https://b.example/${hostile}`,
        title: hostile,
        issues: bad,
        needsReview: bad,
        reasons: [hostile],
        notices: [{ code: hostile, detail: hostile }],
        engine: { browser: hostile, lighthouse: hostile, axe: hostile },
      }),
      { contentType: hostile, bytes: Buffer.from('x') },
    );
    expect(page).not.toMatch(/<script|<img|\u202e/i);
    expect(page.match(/onerror=alert/g)?.length).toBe(page.match(/&lt;img src=x onerror=alert/g)?.length);
  });

  it.each(['unreachable', 'blocked', 'timed-out', 'not-a-page', 'too-large', 'crashed'] as const)(
    'has words for a page that was %s',
    (status) => {
      const nothing = {
        accessibility: null,
        performance: null,
        security: null,
        seo: null,
        bestPractices: null,
        overall: null,
      };
      const metrics = {
        lcp: null,
        cls: null,
        tbt: null,
        fcp: null,
        si: null,
        ttfb: null,
        bytes: null,
        jsBytes: null,
        requests: null,
      };
      const reasons = ['The reason.'];
      const page = renderHtml(sampleReport({ status, reasons, scores: nothing, metrics, issues: [], needsReview: [] }));
      expect(page).toContain('The reason.');
      expect(page).not.toMatch(/undefined|null|NaN|class="ring/);
    },
  );

  it('is made from a valid report', () => {
    expect(GuardianReport.parse(sampleReport())).toEqual(sampleReport());
  });
});
