import type { Severity } from '../../report/issue.ts';
import type { Finding } from '../finding.ts';
import { judgeCsp } from './csp.ts';

export interface HeaderFacts {
  readonly url: URL;
  /** Lower-case names. */
  readonly headers: Readonly<Record<string, string>>;
  readonly metaCsp: readonly string[];
  readonly metaReferrer: string | null;
  /** Browsers treat loopback as a secure context, so plain HTTP there is no defect. */
  readonly isTrustedLoopback: boolean;
}

/**
 * The response headers, judged by the questions of the MDN HTTP Observatory
 * (https://developer.mozilla.org/en-US/observatory/docs/tests_and_scoring) with Guardian's own severities.
 */
export function headerFindings(facts: HeaderFacts): Finding[] {
  return [
    ...https(facts),
    ...judgeCsp([...(facts.headers['content-security-policy']?.split('\n') ?? []), ...facts.metaCsp]),
    ...hsts(facts),
    ...frames(facts),
    ...contentType(facts),
    ...referrer(facts),
    ...sharing(facts),
    ...server(facts),
  ];
}

function https({ url, isTrustedLoopback }: HeaderFacts): Finding[] {
  if (url.protocol === 'https:' || isTrustedLoopback) return [];
  const message = 'Everybody on the way can read and change the page.';
  return [security('no-https', 'critical', 'The page is not served over HTTPS', message, httpsHelp)];
}

/** Half a year, below which the Observatory deducts points. */
const shortestMaxAge = 15_768_000;

function hsts({ url, headers }: HeaderFacts): Finding[] {
  // Browsers ignore the header over plain HTTP: RFC 6797 section 8.1.
  if (url.protocol !== 'https:') return [];
  const value = headers['strict-transport-security'];
  if (value === undefined) {
    const message = 'A first visit over plain HTTP can be hijacked without Strict-Transport-Security.';
    return [security('hsts-missing', 'high', 'HSTS is missing', message, hstsHelp)];
  }
  const maxAge = Number(/max-age\s*=\s*"?(\d+)/i.exec(value)?.[1] ?? 0);
  if (maxAge >= shortestMaxAge) return [];
  const message = `Strict-Transport-Security lasts ${maxAge} seconds; half a year (${shortestMaxAge}) is the least.`;
  return [security('hsts-short', 'medium', 'HSTS lasts too short', message, hstsHelp)];
}

function frames({ headers }: HeaderFacts): Finding[] {
  const inCsp = /(^|;|\n|,)\s*frame-ancestors\s/i.test(headers['content-security-policy'] ?? '');
  if (inCsp || /^\s*(deny|sameorigin)\s*$/i.test(headers['x-frame-options'] ?? '')) return [];
  const message = 'Any site can put the page into a frame and have visitors click what they do not see.';
  return [security('x-frame-options-missing', 'medium', 'The page can be framed by anyone', message, frameHelp)];
}

function contentType({ headers }: HeaderFacts): Finding[] {
  if (/^\s*nosniff\s*$/i.test(headers['x-content-type-options'] ?? '')) return [];
  const message = 'Browsers may take a file for another type than the server says.';
  return [security('x-content-type-options-missing', 'low', 'Content sniffing is allowed', message, sniffHelp)];
}

function referrer({ headers, metaReferrer }: HeaderFacts): Finding[] {
  const policy = (headers['referrer-policy'] ?? metaReferrer ?? '').split(',').at(-1)?.trim().toLowerCase() ?? '';
  if (policy === 'unsafe-url' || policy === 'no-referrer-when-downgrade') {
    const message = `Referrer-Policy "${policy}" tells other sites the full address of the page.`;
    return [security('referrer-policy-unsafe', 'low', 'Addresses leak to other sites', message, referrerHelp)];
  }
  if (policy !== '') return [];
  const message = 'Without a Referrer-Policy each browser follows its own default.';
  return [security('referrer-policy-missing', 'info', 'Referrer-Policy is missing', message, referrerHelp)];
}

function sharing({ headers }: HeaderFacts): Finding[] {
  const isOpen = headers['access-control-allow-origin']?.trim() === '*';
  if (!isOpen || headers['access-control-allow-credentials']?.trim() !== 'true') return [];
  const message = 'Access-Control-Allow-Origin "*" with credentials shows an intent that browsers only just prevent.';
  return [security('cors-open-with-credentials', 'medium', 'CORS is open to everybody', message, corsHelp)];
}

function server({ headers }: HeaderFacts): Finding[] {
  const named = ['server', 'x-powered-by', 'x-aspnet-version'].filter((name) => /\d+\.\d+/.test(headers[name] ?? ''));
  if (named.length === 0) return [];
  const message = `The ${named.join(' and ')} header tells the version of the software in use.`;
  return [security('server-version', 'info', 'The server tells its version', message)];
}

const mdn = 'https://developer.mozilla.org/en-US/docs/Web/HTTP/Reference/Headers';
const httpsHelp = 'https://developer.mozilla.org/en-US/docs/Web/Security/Practical_implementation_guides/TLS';
const hstsHelp = `${mdn}/Strict-Transport-Security`;
const frameHelp = `${mdn}/X-Frame-Options`;
const sniffHelp = `${mdn}/X-Content-Type-Options`;
const referrerHelp = `${mdn}/Referrer-Policy`;
const corsHelp = `${mdn}/Access-Control-Allow-Credentials`;

function security(ruleId: string, severity: Severity, title: string, message: string, helpUrl?: string): Finding {
  return { suite: 'security', ruleId, severity, title, message, ...(helpUrl === undefined ? {} : { helpUrl }) };
}
