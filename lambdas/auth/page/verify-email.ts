import { escapeHtml } from '../../../shared/html.ts';
import type { Reply } from '../../../shared/route.ts';
import { page } from './page.ts';

/** Mail scanners open links, so opening must not use the token up: the button does. */
const script = `
const form = document.querySelector('form'), said = document.querySelector('output'), wrong = document.querySelector('[role=alert]');
form.addEventListener('submit', async (event) => {
  event.preventDefault();
  const token = form.elements.token.value;
  form.querySelector('button').disabled = true;
  said.textContent = wrong.textContent = '';
  try {
    const reply = await fetch('/v1/auth/verify-email', {
      method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify({ token }) });
    const body = await reply.json();
    if (reply.ok) said.textContent = 'Your address is confirmed. You can log in now.';
    else wrong.textContent = body.detail;
    form.hidden = reply.ok;
  } catch { wrong.textContent = 'The platform could not be reached. Please try again.'; }
  form.querySelector('button').disabled = false;
});`;

export function verifyEmailPage(token: string): Reply<string> {
  return page({
    title: 'Confirm your e-mail address',
    body: `<form><input type="hidden" name="token" value="${escapeHtml(token)}"><button>Confirm my address</button></form>
<output></output><p role="alert"></p>`,
    script,
  });
}
