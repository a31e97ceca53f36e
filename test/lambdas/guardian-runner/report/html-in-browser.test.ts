import { expect, it } from 'vitest';
import { renderHtml } from '../../../../lambdas/guardian-runner/report/html.ts';
import { auditOf, safeHeaders, startSite } from '../audit/site.ts';
import { hostile, sampleReport } from './sample-report.ts';

it.each(['desktop', 'mobile'] as const)(
  'the report passes its own tests on %s, whatever it reports on',
  async (device) => {
    const page = renderHtml(sampleReport({ title: hostile, reasons: [hostile] }));
    const site = await startSite({
      '/report': (outgoing) => {
        const policy = "default-src 'none'; img-src data:; style-src 'unsafe-inline'; frame-ancestors 'none'";
        outgoing.writeHead(200, { ...safeHeaders, 'content-security-policy': policy }).end(page);
      },
    });
    try {
      const { report } = await auditOf(`${site.origin}/report`, {
        device,
        suites: ['accessibility', 'security', 'content'],
      });
      expect(report.issues).toEqual([]);
      expect(report).toMatchObject({ status: 'passed', notices: [] });
    } finally {
      await site.close();
    }
  },
);
