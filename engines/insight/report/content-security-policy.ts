import { createHash } from 'node:crypto';
import { script } from './html-script.ts';
import { style } from './html-style.ts';

const hashOf = (text: string) => `'sha256-${createHash('sha256').update(text).digest('base64')}'`;

/** Lets a report run its own script and use its own style, and nothing else; the page says so itself. */
export const reportPolicy = [
  "default-src 'none'",
  `script-src ${hashOf(script)}`,
  `style-src ${hashOf(style)}`,
  "base-uri 'none'",
  "form-action 'none'",
].join('; ');

/** For the header `Content-Security-Policy` of whoever serves a report: no page may frame it, which only a header can say. */
export const reportPolicyHeader = `${reportPolicy}; frame-ancestors 'none'`;
