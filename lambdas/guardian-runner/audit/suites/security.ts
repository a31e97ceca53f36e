import type { Observer } from '../../browser/observer.ts';
import type { ScriptSource } from '../../browser/script-sources.ts';
import type { Visit } from '../../browser/visit.ts';
import { isLoopbackHost } from '../check-url.ts';
import type { Finding } from '../finding.ts';
import type { Denial } from '../guard/ledger.ts';
import { integrityFindings, mixedContentFindings, privateNetworkFindings } from '../security/content-findings.ts';
import { cookieFindings } from '../security/cookie-findings.ts';
import { headerFindings } from '../security/header-findings.ts';
import { secretFindings } from '../security/secret-findings.ts';

export interface SecurityFacts {
  readonly visit: Visit;
  readonly observer: Pick<Observer, 'mixedContent'>;
  readonly scripts: readonly ScriptSource[];
  readonly refusals: readonly Denial[];
  readonly allowLoopback: boolean;
}

export function securityFindings({ visit, observer, scripts, refusals, allowLoopback }: SecurityFacts): Finding[] {
  const url = new URL(visit.finalUrl);
  const isTrustedLoopback = allowLoopback && isLoopbackHost(url);
  const { probe } = visit;
  return [
    ...headerFindings({
      url,
      headers: visit.headers,
      metaCsp: probe.metaCsp,
      metaReferrer: probe.metaReferrer,
      isTrustedLoopback,
    }),
    ...cookieFindings(visit.cookies, { url, isTrustedLoopback }),
    ...mixedContentFindings(
      url,
      probe.insecureReferences,
      observer.mixedContent.map((details) => details.insecureURL),
    ),
    ...integrityFindings(probe.scriptsWithoutIntegrity),
    ...secretFindings([
      { where: 'The page', text: probe.html },
      ...scripts.map((script) => ({ where: `The script ${script.url}`, text: script.text })),
    ]),
    ...privateNetworkFindings(refusals),
  ];
}
