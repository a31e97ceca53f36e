import type { Finding } from '../finding.ts';

export interface CookieFacts {
  readonly name: string;
  readonly domain: string;
  readonly secure: boolean;
  readonly httpOnly?: boolean | undefined;
  readonly sameSite?: string | undefined;
}

/** Names that carry a login by long habit: the common frameworks' defaults, and anything that says so. */
const sessionName =
  /(^|[^a-z])(sess(ion)?(_?id)?|sid|auth|token|jwt|phpsessid|jsessionid|asp\.net_sessionid|connect\.sid)([^a-z]|$)/i;
/** A script must read these to send them back; that is how double-submit protection works. */
const forScripts = /csrf|xsrf/i;
const helpUrl = 'https://developer.mozilla.org/en-US/docs/Web/Security/Practical_implementation_guides/Cookies';

/** The cookies that the site itself has set, each judged by its attributes. Values are never looked at. */
export function cookieFindings(
  cookies: readonly CookieFacts[],
  site: { readonly url: URL; readonly isTrustedLoopback: boolean },
): Finding[] {
  const own = cookies.filter((cookie) => belongsTo(cookie, site.url.hostname));
  return own.flatMap((cookie) => {
    const findings: Finding[] = [];
    const isSession = sessionName.test(cookie.name) && !forScripts.test(cookie.name);
    if (!cookie.secure && !site.isTrustedLoopback) {
      const message = `Cookie "${cookie.name}" is also sent over plain HTTP; it lacks Secure.`;
      findings.push(found('cookie-insecure', 'medium', 'A cookie is not Secure', message, cookie));
    }
    if (isSession && !cookie.httpOnly) {
      const message = `Session cookie "${cookie.name}" can be read by any script; it lacks HttpOnly.`;
      findings.push(
        found('session-cookie-not-httponly', 'high', 'A session cookie is open to scripts', message, cookie),
      );
    }
    if (isSession && cookie.sameSite === undefined) {
      const message = `Session cookie "${cookie.name}" has no SameSite attribute; browsers differ in what they assume.`;
      findings.push(found('session-cookie-no-samesite', 'low', 'A session cookie has no SameSite', message, cookie));
    }
    return findings;
  });
}

function belongsTo(cookie: CookieFacts, host: string): boolean {
  const domain = cookie.domain.replace(/^\./, '');
  return host === domain || host.endsWith(`.${domain}`);
}

function found(
  ruleId: string,
  severity: Finding['severity'],
  title: string,
  message: string,
  cookie: CookieFacts,
): Finding {
  return { suite: 'security', ruleId, severity, title, message, subject: cookie.name, helpUrl };
}
