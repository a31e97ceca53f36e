import { createHash } from 'node:crypto';
import { escapeHtml } from '../../../shared/html.ts';
import { Reply } from '../../../shared/route.ts';

const style = `
:root { color-scheme: light dark; --accent: light-dark(#1f5fbf, #8ab4ff); --on-accent: light-dark(#fff, #10203a); --line: light-dark(#767f8c, #8a94a3); --soft: light-dark(#f3f5f8, #1b2027); --bad: light-dark(#a8071a, #ff9c9c); --good: light-dark(#1e6b34, #8fd8a4); font: 1.0625rem/1.6 system-ui, sans-serif; }
* { box-sizing: border-box; }
body { margin: 0; background: var(--soft); }
main { max-width: 28rem; margin: 10vh auto; padding: 2rem; background: Canvas; border-radius: 1rem; box-shadow: 0 1px 6px #0003; }
main.wide { max-width: 44rem; }
.brand { margin: 0 0 1.5rem; font-weight: 700; letter-spacing: .02em; }
h1 { margin: 0 0 1rem; font-size: 1.5rem; line-height: 1.25; }
h2 { margin: 2rem 0 .5rem; font-size: 1.15rem; }
label { display: block; margin: 1rem 0 .25rem; font-weight: 600; }
input, select { width: 100%; padding: .6rem .75rem; font: inherit; border: 1px solid var(--line); border-radius: .5rem; background: Field; color: FieldText; }
input[type=checkbox] { width: 1.25rem; height: 1.25rem; }
.hint { margin: .25rem 0 0; font-size: .9rem; }
button, .button { display: inline-block; margin: 1.25rem .5rem 0 0; padding: .65rem 1.25rem; min-height: 2.75rem; font: inherit; font-weight: 600; text-decoration: none; border: 1px solid var(--accent); border-radius: .5rem; background: var(--accent); color: var(--on-accent); cursor: pointer; }
button.quiet, .button.quiet { background: transparent; color: var(--accent); }
button:disabled { opacity: .6; cursor: progress; }
a { color: var(--accent); }
:focus-visible { outline: 3px solid #f2a900; outline-offset: 2px; }
output, [role=alert] { display: block; margin-top: 1rem; }
[role=alert]:not(:empty) { color: var(--bad); font-weight: 600; }
output:not(:empty) { color: var(--good); font-weight: 600; }
code, .code { font: 600 1.15rem/1.6 ui-monospace, monospace; letter-spacing: .1em; overflow-wrap: anywhere; }
ul.plain { list-style: none; margin: 1rem 0; padding: 0; }
ul.plain li { padding: .5rem 0; border-top: 1px solid #8884; }
[hidden] { display: none !important; }
@media (max-width: 34rem) { main, main.wide { margin: 0; min-height: 100vh; border-radius: 0; } }`;

const sha256 = (text: string) => `'sha256-${createHash('sha256').update(text).digest('base64')}'`;

export interface Page {
  readonly title: string;
  /** HTML of the page below its heading; everything that came from outside is escaped already. */
  readonly body: string;
  /** A module script. It has no secrets and no cookies: it calls the same API as every other client. */
  readonly script?: string;
  readonly isWide?: boolean;
}

/**
 * A page that no other site can frame, that runs no script but its own, and that keeps no cookie: what it does, it does with
 * an access token that lives in this page only, so another site has nothing to forge a request with.
 */
export function page({ title, body, script, isWide }: Page): Reply<string> {
  const html = `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">
<title>${escapeHtml(title)} · ODAVL Cloud</title><style>${style}</style>
</head>
<body><main${isWide ? ' class="wide"' : ''}>
<p class="brand">ODAVL Cloud</p>
<h1>${escapeHtml(title)}</h1>
${body}
<noscript><p>This page needs JavaScript.</p></noscript>
</main>${script === undefined ? '' : `<script type="module">${script}</script>`}</body>
</html>`;
  const policy = [
    "default-src 'none'",
    script === undefined ? "script-src 'none'" : `script-src ${sha256(script)}`,
    `style-src ${sha256(style)}`,
    'img-src data:',
    "connect-src 'self'",
    "form-action 'none'",
    "base-uri 'none'",
    "frame-ancestors 'none'",
  ].join('; ');
  return new Reply(html, {
    'content-type': 'text/html; charset=utf-8',
    'content-security-policy': policy,
    'x-frame-options': 'DENY',
    'cache-control': 'no-store',
    'referrer-policy': 'no-referrer',
    'cross-origin-opener-policy': 'same-origin',
  });
}
