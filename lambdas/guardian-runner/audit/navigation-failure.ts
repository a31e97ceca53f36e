import { bareHost } from './check-url.ts';
import type { Ledger } from './guard/ledger.ts';
import { SiteFailure } from './site-failure.ts';

/** The last main document that the browser asked for, and what came of it. */
export interface NavigationResult {
  readonly url: string;
  readonly status?: number;
  readonly headers?: Readonly<Record<string, string>>;
  /** Where a redirect pointed that Chromium did not follow. */
  readonly location?: string;
  /** Chromium's name, e.g. `net::ERR_CONNECTION_REFUSED`. */
  readonly error?: string;
}

/** Why there is no page to test, or undefined when there is one. The guard knows best, then the answer, then Chromium. */
export function navigationFailure(result: NavigationResult, ledger: Pick<Ledger, 'denialOf'>): SiteFailure | undefined {
  return refusedByScheme(result) ?? deniedByGuard(result, ledger) ?? notAPage(result) ?? chromiumError(result);
}

function refusedByScheme(result: NavigationResult): SiteFailure | undefined {
  for (const target of [result.url, result.location]) {
    const scheme = target === undefined ? undefined : URL.parse(target, result.url)?.protocol;
    if (scheme !== undefined && scheme !== 'http:' && scheme !== 'https:' && scheme !== 'chrome-error:') {
      return new SiteFailure('blocked', 'ssrf-blocked', `The page leads to a "${scheme.slice(0, -1)}" URL.`);
    }
  }
  if (result.error === 'net::ERR_UNSAFE_REDIRECT' || result.error === 'net::ERR_UNSAFE_PORT') {
    return new SiteFailure('blocked', 'ssrf-blocked', `${result.url} leads to a URL that must not be opened.`);
  }
  return undefined;
}

/** Over plain HTTP a denial reaches the browser as an empty 403 or 502 of the guard itself. */
function deniedByGuard(result: NavigationResult, ledger: Pick<Ledger, 'denialOf'>): SiteFailure | undefined {
  const url = URL.parse(result.url);
  if (!url) return undefined;
  const isGuardReply = (result.status === 403 || result.status === 502) && result.headers?.['content-length'] === '0';
  if (result.error === undefined && !isGuardReply) return undefined;
  const port = url.port === '' ? defaultPort(url) : Number(url.port);
  const denial = ledger.denialOf(bareHost(url), port);
  if (!denial) return undefined;
  return denial.kind === 'refused'
    ? new SiteFailure('blocked', 'ssrf-blocked', denial.detail)
    : new SiteFailure('unreachable', denial.code, denial.detail);
}

function defaultPort(url: URL): number {
  return url.protocol === 'https:' ? 443 : 80;
}

const pageTypes = ['text/html', 'application/xhtml+xml'];

function notAPage({ url, status, headers, error }: NavigationResult): SiteFailure | undefined {
  if (status === undefined || headers === undefined || (error !== undefined && error !== 'net::ERR_ABORTED')) {
    return undefined;
  }
  if (status === 204 || status === 205) {
    return new SiteFailure('not-a-page', 'not-a-page', `${url} answered ${status} without content.`);
  }
  if (/^\s*attachment\b/i.test(headers['content-disposition'] ?? '')) {
    return new SiteFailure('not-a-page', 'not-a-page', `${url} is a download.`);
  }
  const type = (headers['content-type'] ?? '').split(';')[0]?.trim().toLowerCase() ?? '';
  // An error page without a type is still an error page; it is reported by its status.
  if (pageTypes.includes(type) || (type === '' && error === undefined)) return undefined;
  return new SiteFailure('not-a-page', 'not-a-page', `${url} is ${type || 'untyped data'}, not HTML.`);
}

const unreachable: Readonly<Record<string, string>> = {
  'net::ERR_NAME_NOT_RESOLVED': 'unknown-host',
  'net::ERR_CONNECTION_REFUSED': 'connection-refused',
  'net::ERR_CONNECTION_RESET': 'connection-reset',
  'net::ERR_CONNECTION_CLOSED': 'connection-reset',
  'net::ERR_CONNECTION_TIMED_OUT': 'connection-timed-out',
  'net::ERR_EMPTY_RESPONSE': 'empty-response',
  'net::ERR_TOO_MANY_REDIRECTS': 'too-many-redirects',
};

function chromiumError({ url, error }: NavigationResult): SiteFailure | undefined {
  if (error === undefined) return undefined;
  if (error === 'net::ERR_TIMED_OUT')
    return new SiteFailure('timed-out', 'timed-out', `${url} did not answer in time.`);
  const isTls = error.startsWith('net::ERR_SSL') || error.startsWith('net::ERR_CERT');
  const code = isTls ? 'tls-error' : (unreachable[error] ?? 'protocol-error');
  return new SiteFailure('unreachable', code, `${url} could not be loaded (${error.replace('net::', '')}).`);
}
