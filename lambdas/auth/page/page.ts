import { createHash } from 'node:crypto';
import { escapeHtml } from '../../../shared/html.ts';
import { Reply } from '../../../shared/route.ts';

const style = `
:root { color-scheme: light dark; --surface: light-dark(#fff, #1b2027); --backdrop: light-dark(#eef1f5, #0d1014); --text: light-dark(#171b21, #e8ecf1); --field: light-dark(#fff, #12161b); --accent: light-dark(#1f5fbf, #8ab4ff); --on-accent: light-dark(#fff, #10203a); --line: light-dark(#767f8c, #8a94a3); --rule: light-dark(#dde2e9, #343c47); --focus: light-dark(#a84b00, #ffc24d); --bad: light-dark(#a8071a, #ff9c9c); --on-bad: light-dark(#fdeef0, #3a1b1f); --good: light-dark(#1e6b34, #8fd8a4); --on-good: light-dark(#e9f6ed, #16301f); font: 1.0625rem/1.6 system-ui, sans-serif; }
* { box-sizing: border-box; }
body { margin: 0; background: var(--backdrop); color: var(--text); overflow-wrap: anywhere; }
main { max-width: 28rem; margin: 10vh auto; padding: 2rem; background: var(--surface); border-radius: 1rem; box-shadow: 0 1px 6px #0003; }
main.wide { max-width: 44rem; margin: 5vh auto; }
main.wide input { max-width: 24rem; }
main > :last-child { margin-bottom: 0; }
.brand { margin: 0 0 1.5rem; font-weight: 700; letter-spacing: .02em; }
h1 { margin: 0 0 1rem; font-size: 1.5rem; line-height: 1.25; }
h2 { margin: 1.75rem 0 .5rem; font-size: 1.15rem; line-height: 1.35; }
h3 { margin: 1.75rem 0 .5rem; font-size: 1.0625rem; }
section + section { margin-top: 2rem; border-top: 1px solid var(--rule); }
label { display: block; margin: 1rem 0 .25rem; font-weight: 600; }
input, select { display: block; width: 100%; min-height: 2.75rem; padding: .6rem .75rem; font: inherit; border: 1px solid var(--line); border-radius: .5rem; background: var(--field); color: inherit; }
input[type=checkbox] { width: 1.25rem; height: 1.25rem; }
.hint { margin: .35rem 0 0; font-size: .9rem; }
button, .button { display: inline-block; margin: 1.25rem .5rem 0 0; padding: .65rem 1.25rem; min-height: 2.75rem; font: inherit; font-weight: 600; text-decoration: none; border: 1px solid var(--accent); border-radius: .5rem; background: var(--accent); color: var(--on-accent); cursor: pointer; }
button.quiet, .button.quiet { background: transparent; color: var(--accent); }
button:disabled { opacity: .6; cursor: progress; }
a { color: var(--accent); }
a.alone, summary { display: inline-flex; align-items: center; min-width: 2.75rem; min-height: 2.75rem; }
p:has(> a.alone) { margin: .5rem 0 0; }
summary { display: list-item; padding: .5rem 0; color: var(--accent); font-weight: 600; cursor: pointer; }
:focus-visible { outline: 3px solid var(--focus); outline-offset: 2px; border-radius: .25rem; }
input:focus-visible, select:focus-visible, button:focus-visible, .button:focus-visible { border-radius: .5rem; }
[tabindex="-1"]:focus { outline: none; }
output, [role=alert] { display: block; margin: 1rem 0; padding: .6rem .9rem; border-left: .25rem solid; border-radius: .25rem; font-weight: 600; }
output { color: var(--good); background: var(--on-good); }
[role=alert] { color: var(--bad); background: var(--on-bad); }
output:empty, [role=alert]:empty { position: absolute; padding: 0; border: 0; }
code, .code { font: 600 1.1rem/1.6 ui-monospace, monospace; letter-spacing: .06em; }
ul.plain { list-style: none; margin: 1rem 0; padding: 0; }
ul.plain:empty { margin: 0; }
ul.plain li { padding: .5rem 0; border-top: 1px solid var(--rule); }
ul.plain li:has(> button) { display: flex; flex-wrap: wrap; align-items: center; justify-content: space-between; gap: .5rem 1rem; }
li > span { flex: 1 1 14rem; }
li > button { margin: 0; }
img { display: block; max-width: 100%; height: auto; border-radius: .5rem; }
[hidden] { display: none !important; }
@media (max-width: 34rem) { body { background: var(--surface); } main, main.wide { margin: 0; padding: 1.5rem 1.25rem; border-radius: 0; box-shadow: none; } }`;

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
${script === undefined ? '' : '<noscript><p role="alert">This page needs JavaScript. Please turn it on, then load the page again.</p></noscript>\n'}${body}
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
