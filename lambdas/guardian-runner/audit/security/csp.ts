import type { Finding } from '../finding.ts';

const helpUrl = 'https://developer.mozilla.org/en-US/docs/Web/HTTP/Guides/CSP';

/**
 * Judges the policies of a page. All of them apply at once (https://www.w3.org/TR/CSP3/#multiple-policies), so a page is
 * as safe as its strictest policy.
 */
export function judgeCsp(policies: readonly string[]): Finding[] {
  const parsed = policies
    .flatMap((policy) => policy.split(','))
    .map(directivesOf)
    .filter(({ size }) => size > 0);
  if (parsed.length === 0) {
    const message = 'Without a Content-Security-Policy an injected script runs with all the rights of the page.';
    return [csp('csp-missing', 'high', 'The page has no Content-Security-Policy', message)];
  }
  const weaknesses = parsed.map(weaknessesOf).sort((a, b) => a.length - b.length);
  return [...(weaknesses[0] ?? [])];
}

type Directives = ReadonlyMap<string, readonly string[]>;

function directivesOf(policy: string): Directives {
  const directives = new Map<string, readonly string[]>();
  for (const part of policy.split(';')) {
    const [name, ...sources] = part.trim().toLowerCase().split(/\s+/);
    // The first of two directives with one name counts: https://www.w3.org/TR/CSP3/#parse-serialized-policy
    if (name && !directives.has(name)) directives.set(name, sources);
  }
  return directives;
}

function weaknessesOf(directives: Directives): Finding[] {
  const scripts = directives.get('script-src') ?? directives.get('default-src');
  if (scripts === undefined) {
    const message = 'The policy has neither script-src nor default-src, so scripts may come from anywhere.';
    return [csp('csp-scripts-open', 'high', 'The Content-Security-Policy does not cover scripts', message)];
  }
  const findings: Finding[] = [];
  // A nonce or hash makes browsers ignore 'unsafe-inline', and 'strict-dynamic' makes them ignore hosts and schemes.
  const isInlineGuarded = scripts.some((source) => /^'(nonce|sha256|sha384|sha512)-/.test(source));
  if (scripts.includes("'unsafe-inline'") && !isInlineGuarded) {
    const message = "script-src 'unsafe-inline' lets injected scripts run, which is what the policy is for.";
    findings.push(csp('csp-unsafe-inline', 'medium', 'The Content-Security-Policy allows inline scripts', message));
  }
  if (scripts.includes("'unsafe-eval'")) {
    const message = "script-src 'unsafe-eval' lets texts be run as code.";
    findings.push(csp('csp-unsafe-eval', 'low', 'The Content-Security-Policy allows eval', message));
  }
  const isOpen = scripts.some((source) => ['*', 'http:', 'https:', 'data:'].includes(source));
  if (isOpen && !scripts.includes("'strict-dynamic'")) {
    const message = 'The script sources contain a wildcard or a whole scheme.';
    findings.push(csp('csp-scripts-open', 'medium', 'The Content-Security-Policy trusts any host', message));
  }
  return findings;
}

function csp(ruleId: string, severity: Finding['severity'], title: string, message: string): Finding {
  return { suite: 'security', ruleId, severity, title, message, helpUrl };
}
