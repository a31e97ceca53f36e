import { createHash } from 'node:crypto';
import { escapeHtml } from '../../../shared/html.ts';
import { Reply } from '../../../shared/route.ts';

/** Mail scanners open links, so opening must not use the token up: the button does. */
const script = `
const form = document.querySelector('form'), said = document.querySelector('output');
form.addEventListener('submit', async (event) => {
  event.preventDefault();
  const token = form.elements.token.value;
  form.querySelector('button').disabled = true;
  try {
    const reply = await fetch('/v1/auth/verify-email', {
      method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify({ token }) });
    const body = await reply.json();
    said.textContent = reply.ok ? 'Your address is confirmed. You can log in now.' : body.detail;
    form.hidden = reply.ok;
  } catch { said.textContent = 'The platform could not be reached. Please try again.'; }
  form.querySelector('button').disabled = false;
});`;
const style = `
:root { color-scheme: light dark; font: 1.125rem/1.6 system-ui, sans-serif; }
main { max-width: 32rem; margin: 15vh auto; padding: 0 1.5rem; }
button { font: inherit; padding: .6rem 1.2rem; border: 0; border-radius: .5rem; background: #1f5fbf; color: #fff; cursor: pointer; }
button:focus-visible { outline: 3px solid #f2a900; outline-offset: 2px; }
output { display: block; margin-top: 1rem; }`;

const sha256 = (text: string) => `'sha256-${createHash('sha256').update(text).digest('base64')}'`;
const policy = [
  "default-src 'none'",
  `script-src ${sha256(script)}`,
  `style-src ${sha256(style)}`,
  "connect-src 'self'",
  "form-action 'none'",
  "base-uri 'none'",
  "frame-ancestors 'none'",
].join('; ');

export function verifyEmailPage(token: string): Reply<string> {
  const html = `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">
<title>Confirm your e-mail address · ODAVL Cloud</title><style>${style}</style>
</head>
<body><main>
<h1>Confirm your e-mail address</h1>
<form><input type="hidden" name="token" value="${escapeHtml(token)}"><button>Confirm my address</button></form>
<output role="status"></output>
<noscript><p>This page needs JavaScript to confirm your address.</p></noscript>
</main><script>${script}</script></body>
</html>`;
  return new Reply(html, {
    'content-type': 'text/html; charset=utf-8',
    'content-security-policy': policy,
    'cache-control': 'no-store',
    'referrer-policy': 'no-referrer',
  });
}
