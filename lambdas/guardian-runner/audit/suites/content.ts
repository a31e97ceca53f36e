import type { Finding } from '../finding.ts';
import { shorten } from '../finding.ts';

export interface ContentFacts {
  readonly status: number;
  readonly didFinishLoading: boolean;
  readonly htmlLength: number;
  readonly elements: number;
  readonly title: string;
  readonly text: string;
  readonly hasMedia: boolean;
  readonly errorBoundary: string | null;
  readonly pageErrors: readonly string[];
  readonly consoleErrors: readonly { readonly text: string; readonly url: string }[];
}

/** Is there a page at all, and does it work? */
export function contentFindings(facts: ContentFacts): Finding[] {
  return [
    ...statusFindings(facts),
    ...whiteScreen(facts),
    ...errorPage(facts),
    ...facts.pageErrors.map(uncaught),
    ...facts.consoleErrors.map(logged),
    ...(facts.didFinishLoading ? [] : [neverFinished]),
  ];
}

function statusFindings({ status }: ContentFacts): Finding[] {
  if (status < 400) return [];
  const title = `The page answers with HTTP ${status}`;
  return [
    finding('http-status', 'critical', title, `The server answered ${status} instead of the page.`, String(status)),
  ];
}

function whiteScreen({ htmlLength, elements, text, hasMedia }: ContentFacts): Finding[] {
  const isBare = htmlLength < 100 || elements < 5;
  const isBlank = text === '' && !hasMedia;
  if (!isBare && !isBlank) return [];
  const seen = `${htmlLength} characters of HTML, ${elements} elements, ${text.length} characters of visible text`;
  return [finding('white-screen', 'critical', 'The page shows nothing', `Visitors see an empty page (${seen}).`)];
}

/** Texts of the error pages that servers and frameworks bring along, as they are when nobody replaced them. */
const defaultErrorPages: readonly { readonly name: string; readonly pattern: RegExp; readonly rule: ErrorRule }[] = [
  { name: 'nginx', pattern: /\b404 Not Found\b[\s\S]{0,40}\bnginx\b/i, rule: 'default-404' },
  { name: 'Apache', pattern: /The requested URL\b.{0,200}\bwas not found on this server/is, rule: 'default-404' },
  { name: 'Express', pattern: /^Cannot (GET|HEAD) \//i, rule: 'default-404' },
  { name: 'Next.js', pattern: /^404\s+This page could not be found/i, rule: 'default-404' },
  { name: 'Amazon S3', pattern: /\b404 Not Found\b[\s\S]{0,80}\bNoSuchKey\b/i, rule: 'default-404' },
  { name: 'GitHub Pages', pattern: /There isn't a GitHub Pages site here/i, rule: 'default-404' },
  { name: 'Netlify', pattern: /Page not found[\s\S]{0,200}\bNetlify\b/i, rule: 'default-404' },
  { name: 'Vercel', pattern: /\b404: NOT_FOUND\b/i, rule: 'default-404' },
  {
    name: 'Next.js',
    pattern: /Application error: a (client|server)-side exception has occurred/i,
    rule: 'error-boundary',
  },
  { name: 'React Router', pattern: /Unexpected Application Error!/i, rule: 'error-boundary' },
  { name: 'Rails', pattern: /We're sorry, but something went wrong/i, rule: 'error-boundary' },
  { name: 'Django', pattern: /You're seeing this error because you have DEBUG = True/i, rule: 'error-boundary' },
  { name: 'Spring', pattern: /^Whitelabel Error Page/i, rule: 'error-boundary' },
  { name: 'ASP.NET', pattern: /^Server Error in '.{0,100}' Application/i, rule: 'error-boundary' },
];
type ErrorRule = 'default-404' | 'error-boundary';

function errorPage({ text, errorBoundary }: ContentFacts): Finding[] {
  const known = defaultErrorPages.find(({ pattern }) => pattern.test(text));
  if (known) {
    const message = `Visitors see the default error page of ${known.name}.`;
    const title = known.rule === 'default-404' ? 'A default "not found" page' : 'The application shows its error page';
    return [finding(known.rule, 'critical', title, message, known.name)];
  }
  if (errorBoundary === null) return [];
  const message = `The error overlay of a framework is on the page (${errorBoundary}).`;
  return [finding('error-boundary', 'critical', 'The application shows its error page', message, errorBoundary)];
}

function uncaught(text: string): Finding {
  return finding('uncaught-exception', 'critical', 'An exception is not caught', shorten(text), text);
}

function logged({ text, url }: { readonly text: string; readonly url: string }): Finding {
  const from = url === '' ? '' : ` (${url})`;
  return finding(
    'console-error',
    'high',
    'The page logs an error',
    shorten(`${text}${from}`),
    `${text} ${URL.parse(url)?.pathname ?? ''}`,
  );
}

const neverFinished = finding(
  'never-finished-loading',
  'high',
  'The page does not finish loading',
  'The load event did not come in time; the report covers what was there by then.',
);

function finding(
  ruleId: string,
  severity: Finding['severity'],
  title: string,
  message: string,
  subject?: string,
): Finding {
  return { suite: 'content', ruleId, severity, title, message, ...(subject === undefined ? {} : { subject }) };
}
