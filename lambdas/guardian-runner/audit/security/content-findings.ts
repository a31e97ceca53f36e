import type { Finding, Place } from '../finding.ts';
import { shorten } from '../finding.ts';

export interface ActiveReference extends Place {
  readonly url: string;
  /** Code or a form, as opposed to a picture that browsers upgrade by themselves. */
  readonly isActive: boolean;
}

const mixedHelp = 'https://developer.mozilla.org/en-US/docs/Web/Security/Mixed_content';

/** What an HTTPS page takes from plain HTTP, seen in the markup and by the browser. */
export function mixedContentFindings(
  pageUrl: URL,
  references: readonly ActiveReference[],
  seenByBrowser: readonly string[],
): Finding[] {
  if (pageUrl.protocol !== 'https:') return [];
  const known = new Set(references.map((reference) => reference.url));
  const fromScripts = seenByBrowser.filter((url) => !known.has(url));
  const active = references.filter((reference) => reference.isActive);
  const passive = references.filter((reference) => !reference.isActive);
  return [
    ...mixed('mixed-content-active', 'high', 'Code or forms over plain HTTP', active),
    ...mixed('mixed-content-passive', 'low', 'Pictures or media over plain HTTP', passive),
    ...fromScripts.map((url) => ({
      ...base('mixed-content-requested', 'medium', 'A script asks for plain HTTP'),
      message: `The page requested ${shorten(url, 200)} over plain HTTP.`,
      subject: URL.parse(url)?.pathname ?? url,
      helpUrl: mixedHelp,
    })),
  ];
}

function mixed(ruleId: string, severity: 'high' | 'low', title: string, places: readonly Place[]): Finding[] {
  if (places.length === 0) return [];
  const message = 'An attacker on the way can replace what comes over plain HTTP; browsers block or upgrade it.';
  return [{ ...base(ruleId, severity, title), message, places, helpUrl: mixedHelp, canBeHandedToAutopilot: true }];
}

/** Scripts of other hosts that could change without the page noticing. */
export function integrityFindings(scripts: readonly (Place & { readonly url: string })[]): Finding[] {
  if (scripts.length === 0) return [];
  return [
    {
      ...base('sri-missing', 'low', 'Foreign scripts without integrity'),
      message: 'Scripts from other hosts run whatever that host sends; an integrity hash pins what was reviewed.',
      places: scripts,
      helpUrl: 'https://developer.mozilla.org/en-US/docs/Web/Security/Subresource_Integrity',
      canBeHandedToAutopilot: true,
    },
  ];
}

/** Private addresses that a page points its visitors' browsers at; the guard refused them. */
export function privateNetworkFindings(hosts: readonly { readonly host: string; readonly port: number }[]): Finding[] {
  if (hosts.length === 0) return [];
  const names = hosts.map(({ host, port }) => `${host}:${port}`).sort();
  return [
    {
      ...base('private-network-request', 'medium', 'The page asks for private addresses'),
      message: shorten(`The page requested ${names.join(', ')}, which the public internet does not have.`),
      nodes: hosts.length,
    },
  ];
}

function base(ruleId: string, severity: Finding['severity'], title: string) {
  return { suite: 'security', ruleId, severity, title } as const;
}
