import * as z from 'zod';
import type { Severity, Suite } from '../../report/issue.ts';
import type { Finding, Place } from '../finding.ts';
import type { LhAudit, LighthouseResult } from '../lighthouse.ts';
import { seoAuditsCoveredHere } from './seo.ts';

/** Audits that a suite of our own asks more closely; where it was requested too, one defect must not count twice. */
const coveredBy: readonly (readonly [Suite, readonly string[]])[] = [
  ['seo', seoAuditsCoveredHere],
  ['content', ['errors-in-console']],
  ['security', ['is-on-https', 'redirects-http']],
  ['accessibility', ['image-alt']],
];

const severities: Readonly<Record<string, Severity>> = {
  'http-status-code': 'high',
  hreflang: 'low',
  'link-text': 'low',
  'image-alt': 'low',
  'image-aspect-ratio': 'low',
  'image-size-responsive': 'low',
  'inspector-issues': 'low',
  'third-party-cookies': 'low',
};

/** What Lighthouse finds wrong in one of its categories; audits that weigh nothing are advice and stay in the artifact. */
export function lighthouseFindings(
  category: 'seo' | 'best-practices',
  result: LighthouseResult,
  requested: readonly Suite[],
): Finding[] {
  const covered = coveredBy.flatMap(([suite, audits]) => (requested.includes(suite) ? audits : []));
  const refs = result.categories[category]?.auditRefs ?? [];
  return refs.flatMap(({ id, weight }) => {
    const audit = result.audits[id];
    if (!audit || weight === 0 || covered.includes(id)) return [];
    return isFailed(audit) ? [toFinding(category, audit)] : [];
  });
}

function isFailed({ score, scoreDisplayMode }: LhAudit): boolean {
  if (score === null) return false;
  return scoreDisplayMode === 'numeric' ? score < 0.9 : score < 1;
}

function toFinding(suite: 'seo' | 'best-practices', audit: LhAudit): Finding {
  const { text, helpUrl } = readDescription(audit.description);
  const places = placesOf(audit.details);
  return {
    suite,
    ruleId: audit.id,
    severity: severities[audit.id] ?? 'medium',
    title: plain(audit.title),
    message: audit.displayValue ? `${text} (${audit.displayValue})` : text,
    ...(helpUrl === undefined ? {} : { helpUrl }),
    ...(places.length === 0 ? {} : { places }),
    canBeHandedToAutopilot: suite === 'seo' || audit.id === 'doctype' || audit.id === 'charset',
  };
}

/** Lighthouse ends a description with a Markdown link to its documentation. */
function readDescription(markdown: string): { text: string; helpUrl?: string } {
  const link = /\[[^\]]+\]\((https?:\/\/[^)\s]+)\)\.?\s*$/.exec(markdown);
  const text = plain(link ? markdown.slice(0, link.index) : markdown);
  return link?.[1] === undefined ? { text } : { text, helpUrl: link[1] };
}

function plain(markdown: string): string {
  return markdown
    .replace(/\[([^\]]+)\]\([^)]*\)/g, '$1')
    .replaceAll('`', '')
    .trim();
}

const Node = z.object({ selector: z.string(), snippet: z.string() });
const Details = z.object({ items: z.array(z.looseObject({ node: Node.optional(), source: z.unknown().optional() })) });

function placesOf(details: unknown): Place[] {
  const parsed = Details.safeParse(details);
  if (!parsed.success) return [];
  return parsed.data.items.flatMap(({ node, source }) => {
    const fromSource = Node.safeParse(source);
    const place = node ?? (fromSource.success ? fromSource.data : undefined);
    return place ? [{ selector: place.selector, snippet: place.snippet }] : [];
  });
}
