import type { Report } from '../../detect/detector.ts';
import type { LineMap } from '../../source/line-map.ts';
import type { DataFile } from '../../source/source-file.ts';
import { unsafeAnchorsIn } from './anchors.ts';
import { missingNoopener } from './rules/missing-noopener.ts';
import { tlsUnverified } from './rules/tls.ts';

/** `NODE_TLS_REJECT_UNAUTHORIZED=0` in settings, scripts and images. */
const tlsOff = /(?<!\w)NODE_TLS_REJECT_UNAUTHORIZED["']?[ \t]{0,10}[:= ][ \t]{0,10}["']?0(?!\w)/g;
const pages = /\.(?:html|vue|svelte)$/;

/** What the rules of code say of files that are no code. */
export function reportSettings({ path, text }: DataFile, lines: LineMap, report: Report): void {
  const told = ({ id: ruleId, ...rule }: typeof tlsUnverified, offset: number, message: string) => {
    const { severity, confidence, category, suggestion } = rule;
    const at = lines.positionOf(offset);
    report({ file: path, ...at, ruleId, severity, confidence, category, message, suggestion });
  };
  for (const { index } of text.matchAll(tlsOff))
    told(
      tlsUnverified,
      index,
      '`NODE_TLS_REJECT_UNAUTHORIZED` is turned off: every connection takes the certificate of anybody.',
    );
  if (!pages.test(path)) return;
  for (const offset of unsafeAnchorsIn(text))
    told(
      missingNoopener,
      offset,
      'The page that this link opens in a new window can send this one elsewhere: there is no `rel="noopener"`.',
    );
}
