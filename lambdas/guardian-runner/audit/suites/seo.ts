import type { Finding } from '../finding.ts';

export interface SeoFacts {
  readonly title: string;
  readonly description: string | null;
  readonly canonical: string | null;
  readonly robots: string | null;
  readonly robotsHeader: string | null;
}

const longestTitle = 60;

/** What a search engine needs first. The rest of the suite is Lighthouse's. */
export function seoFindings(facts: SeoFacts): Finding[] {
  const findings: Finding[] = [];
  const title = facts.title.trim();
  if (title === '') {
    findings.push(seo('title-missing', 'high', 'The page has no title', 'Search results show the title first.'));
  } else if (title.length > longestTitle) {
    const message = `The title has ${title.length} characters; results cut it at about ${longestTitle}.`;
    findings.push(seo('title-too-long', 'low', 'The title is long', message));
  }
  if ((facts.description ?? '').trim() === '') {
    const message = 'Without a meta description search engines make up a text from the page.';
    findings.push(seo('description-missing', 'high', 'The page has no description', message));
  }
  if (/\b(noindex|none)\b/i.test(`${facts.robots ?? ''},${facts.robotsHeader ?? ''}`)) {
    const message = 'A robots directive keeps the page out of every search index.';
    findings.push(seo('noindex', 'high', 'The page asks not to be indexed', message));
  }
  if ((facts.canonical ?? '').trim() === '') {
    const message = 'Without a canonical link the same page counts as several when its URL has variants.';
    findings.push(seo('canonical-missing', 'medium', 'The page names no canonical URL', message));
  }
  return findings;
}

/** Lighthouse audits that ask the same question as a rule above. */
export const seoAuditsCoveredHere = ['document-title', 'meta-description', 'is-crawlable'];

function seo(ruleId: string, severity: Finding['severity'], title: string, message: string): Finding {
  return {
    suite: 'seo',
    ruleId,
    severity,
    title,
    message,
    helpUrl: 'https://developers.google.com/search/docs/fundamentals/seo-starter-guide',
    canBeHandedToAutopilot: ruleId !== 'noindex',
  };
}
