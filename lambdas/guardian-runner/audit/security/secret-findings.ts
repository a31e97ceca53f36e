import type { Finding } from '../finding.ts';

/** Keys that are secret by their own format, so that a match is no guess. Keys made for browsers (Google Maps, Stripe `pk_`) are none. */
const formats: readonly { readonly name: string; readonly pattern: RegExp }[] = [
  { name: 'AWS access key', pattern: /\b(?:AKIA|ASIA)[0-9A-Z]{16}\b/g },
  { name: 'GitHub token', pattern: /\b(?:ghp|gho|ghs|ghu|ghr)_[A-Za-z0-9]{36,}\b|\bgithub_pat_[A-Za-z0-9_]{60,}\b/g },
  { name: 'GitLab token', pattern: /\bglpat-[A-Za-z0-9_-]{20,}\b/g },
  { name: 'Stripe secret key', pattern: /\b[sr]k_(?:live|test)_[A-Za-z0-9]{20,}\b/g },
  { name: 'Slack token', pattern: /\bxox[abprs]-[A-Za-z0-9-]{20,}\b/g },
  { name: 'SendGrid key', pattern: /\bSG\.[A-Za-z0-9_-]{22}\.[A-Za-z0-9_-]{43}\b/g },
  { name: 'OpenAI key', pattern: /\bsk-(?:proj-)?[A-Za-z0-9_-]{40,}\b/g },
  { name: 'npm token', pattern: /\bnpm_[A-Za-z0-9]{36}\b/g },
  { name: 'private key', pattern: /-----BEGIN (?:RSA |EC |OPENSSH |ENCRYPTED )?PRIVATE KEY-----/g },
  { name: 'ODAVL API key', pattern: /\bodavl_[A-Za-z0-9_-]{40,}\b/g },
];

/** Secrets in what the server sends to everybody. The finding shows how a secret begins, never the secret. */
export function secretFindings(sources: readonly { readonly where: string; readonly text: string }[]): Finding[] {
  const findings = new Map<string, Finding>();
  for (const { where, text } of sources) {
    for (const { name, pattern } of formats) {
      for (const [match] of text.matchAll(pattern)) {
        if (!findings.has(match)) findings.set(match, found(name, where, match));
      }
    }
  }
  return [...findings.values()];
}

function found(name: string, where: string, secret: string): Finding {
  return {
    suite: 'security',
    ruleId: 'exposed-secret',
    severity: 'critical',
    title: `Published secret: ${name}`,
    message: `${where} contains what looks like this kind of secret: ${name} (it begins with "${secret.slice(0, 6)}").`,
    subject: `${name} ${where}`,
    suggestion: 'Revoke it now, then take it out of the page; everybody could have copied it.',
  };
}
